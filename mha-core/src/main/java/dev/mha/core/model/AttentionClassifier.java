package dev.mha.core.model;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * A model: its shape and its parameters.
 *
 * @param shape sizes and layout
 * @param theta parameters, laid out as {@link ClassifierShape} says; not copied
 */
public record AttentionClassifier(ClassifierShape shape, float[] theta) {}
