package dev.mha.kernels;

/**
 * Queries, keys and values of one attention call, or what stands in their place: their tangents, or results of their
 * sizes.
 *
 * @param query [batch, queryHeads, queries, headDim]
 * @param key [batch, keyValueHeads, keys, headDim]
 * @param value [batch, keyValueHeads, keys, valueDim]
 */
public record AttentionRows(Rows query, Rows key, Rows value) {}
