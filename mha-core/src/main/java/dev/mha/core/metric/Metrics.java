package dev.mha.core.metric;

/**
 * How well scores fit labels.
 *
 * @param samples number of samples judged
 * @param loss mean logistic loss
 * @param error share of samples on the wrong side of zero; a score of exactly zero counts half
 * @param errorLow lower end of the 95 % Wilson interval of the error
 * @param errorHigh upper end of the 95 % Wilson interval of the error
 * @param auc area under the ROC curve, ties count half; NaN when only one class is present
 */
public record Metrics(int samples, double loss, double error, double errorLow, double errorHigh, double auc) {}
