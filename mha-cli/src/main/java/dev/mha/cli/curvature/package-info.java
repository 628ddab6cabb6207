/** The curvature at a model and along a training as text, page, JSON and rows of a table. */
package dev.mha.cli.curvature;
