package dev.mha.kernels;

/**
 * Which keys a query attends to. There is one rule, by position: key j stands at position j, query i at position {@code
 * i + keys - queries}, so that the last query and the last key stand at the same place. A causal query sees the keys
 * whose position is at most its own, and no query sees a key at or beyond the length of its batch item:
 *
 * <pre>
 * causal, 3 queries, 5 keys      causal, 5 queries, 3 keys     causal, 4 queries, 4 keys
 *      1 1 1 0 0                      0 0 0                         1 0 0 0
 *      1 1 1 1 0                      0 0 0                         1 1 0 0
 *      1 1 1 1 1                      1 0 0                         1 1 1 0
 *                                     1 1 0                         1 1 1 1
 *                                     1 1 1
 *
 * key length 3 of 5              causal and key length 3, 3 queries, 5 keys
 *      1 1 1 0 0                      1 1 1 0 0
 *      1 1 1 0 0                      1 1 1 0 0
 *      1 1 1 0 0                      1 1 1 0 0
 * </pre>
 *
 * <p>So every query sees a prefix of the keys. The same elsewhere, with q queries and k keys:
 *
 * <ul>
 *   <li>PyTorch: {@code scaled_dot_product_attention(..., attn_mask=torch.nn.attention.bias.causal_lower_right(q, k))};
 *       {@code is_causal=True} aligns top-left, the same only where q = k
 *   <li>ONNX operator Attention, version 25, and 24 with its errata: {@code is_causal=1} with {@code past_key} and
 *       {@code past_value} of k - q rows, in front of q new keys. With neither these nor {@code nonpad_kv_seqlen} it
 *       aligns top-left. With {@code nonpad_kv_seqlen} the last query stands at the end of its item's length: here that
 *       is a call of its own for each item, with so many keys
 *   <li>JAX: {@code jax.nn.dot_product_attention(..., mask=jnp.tril(jnp.ones((1, 1, q, k), bool), k - q),
 *       key_value_seq_lengths=...)}; {@code is_causal=True} aligns top-left; rows that see nothing are not zero there
 *   <li>FlashAttention since 2.1: {@code causal=True}
 * </ul>
 *
 * @param causal key j is visible to query i only if {@code j <= i + keys - queries}: the last query sees every key
 * @param keyLengths keys that exist in each batch item, each in [0, keys], or null when all do; they move no position;
 *     not copied, so that one mask can serve many calls with other lengths
 */
public record AttentionMask(boolean causal, int[] keyLengths) {
    /** Every query sees every key. */
    public static final AttentionMask NONE = new AttentionMask(false, null);

    /** No query sees a key after its own position. */
    public static final AttentionMask CAUSAL = new AttentionMask(true, null);

    /** Keys of batch item {@code b} that exist. */
    public int keyLength(AttentionShape shape, int b) {
        return keyLengths == null ? shape.keys() : keyLengths[b];
    }

    /** Keys that query {@code i} of batch item {@code b} sees: the first so many. */
    public int visible(AttentionShape shape, int b, int i) {
        int length = keyLength(shape, b);
        return causal ? Math.clamp((long) i + shape.keys() - shape.queries() + 1, 0, length) : length;
    }
}
