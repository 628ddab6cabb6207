package dev.mha.kernels;

/**
 * Which keys a query attends to. Every query sees a prefix of the keys:
 *
 * <pre>
 * causal, 3 queries, 5 keys      causal, 5 queries, 3 keys     key length 3 of 5, not causal
 *      1 1 1 0 0                      0 0 0                         1 1 1 0 0
 *      1 1 1 1 0                      0 0 0                         1 1 1 0 0
 *      1 1 1 1 1                      1 0 0                         1 1 1 0 0
 *                                     1 1 0
 *                                     1 1 1
 * </pre>
 *
 * @param causal key j is visible to query i only if {@code j <= i + keys - queries}: the last query sees every key
 *     (bottom-right alignment, as in the ONNX Attention operator with a cache and FlashAttention since 2.1;
 *     {@code is_causal=True} of PyTorch aligns top-left instead, the same when there are as many queries as keys)
 * @param keyLengths keys that exist in each batch item, each in [0, keys], or null when all do; not copied, so that one
 *     mask can serve many calls with other lengths
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
