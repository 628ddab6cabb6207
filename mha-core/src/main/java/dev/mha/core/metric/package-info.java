/** Loss, error and ranking of a set of scores. */
package dev.mha.core.metric;
