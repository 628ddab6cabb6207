package dev.mha.bench;

/**
 * A part of a call, done on its own.
 *
 * @param name what it does
 * @param flops float operations of it in the whole call that the result needs; none where it is what a call pays beside
 *            its products
 * @param executed the same with those on what fills up tiles and lanes
 * @param times how often the call needs it
 * @param call does it once
 */
public record CallPart(String name, double flops, double executed, double times, Runnable call) {}
