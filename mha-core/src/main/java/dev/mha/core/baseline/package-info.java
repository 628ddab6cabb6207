/** What any model must beat: the majority class and logistic regression. */
package dev.mha.core.baseline;
