/** Attention kernels on flat float arrays: fused softmax attention and the kernel of the attention classifier. */
module dev.mha.kernels {
    requires jdk.incubator.vector;

    exports dev.mha.kernels;
    exports dev.mha.kernels.classifier;
}
