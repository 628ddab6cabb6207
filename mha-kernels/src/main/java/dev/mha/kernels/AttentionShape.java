package dev.mha.kernels;

/**
 * Sizes of one attention call. Query head {@code h} reads key/value head {@code h / (queryHeads / keyValueHeads)}.
 *
 * @param batch independent items; zero is allowed, as it is for every size
 * @param queryHeads heads of queries and output, a multiple of {@code keyValueHeads}
 * @param keyValueHeads heads of keys and values
 * @param queries query rows of an item and head
 * @param keys key and value rows of an item and head
 * @param headDim floats in a query or key row
 * @param valueDim floats in a value or output row
 */
public record AttentionShape(int batch, int queryHeads, int keyValueHeads, int queries, int keys, int headDim,
        int valueDim) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException
     *             if a size is negative or {@code queryHeads} is not a multiple of {@code keyValueHeads}
     */
    public AttentionShape {
        checkSize("batch", batch);
        checkSize("queryHeads", queryHeads);
        checkSize("keyValueHeads", keyValueHeads);
        checkSize("queries", queries);
        checkSize("keys", keys);
        checkSize("headDim", headDim);
        checkSize("valueDim", valueDim);
        if (keyValueHeads == 0 ? queryHeads != 0 : queryHeads % keyValueHeads != 0) {
            throw new IllegalArgumentException("queryHeads is " + queryHeads
                    + ", must be a multiple of keyValueHeads, which is " + keyValueHeads);
        }
    }

    /** Query heads that read the same key/value head. */
    public int groupSize() {
        return keyValueHeads == 0 ? 0 : queryHeads / keyValueHeads;
    }

    private static void checkSize(String name, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(name + " is " + size + ", must not be negative");
        }
    }
}
