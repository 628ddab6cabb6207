/** The attention classifier, its initializations and its file format. */
package dev.mha.core.model;
