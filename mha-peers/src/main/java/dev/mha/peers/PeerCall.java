package dev.mha.peers;

import java.util.function.Supplier;

/**
 * One case on another library.
 *
 * @param peer the library and its operator
 * @param fromArrays copies float[] in, computes, copies float[] out; null where only the parameters and the gradient
 *             move
 * @param kernel computes on tensors that are native already
 * @param results of the call before, in mha's layout and order
 * @param release frees what is native
 */
record PeerCall(String peer, Runnable fromArrays, Runnable kernel, Supplier<float[][]> results,
        Runnable release) implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
