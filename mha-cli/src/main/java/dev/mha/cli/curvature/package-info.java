/** What {@code mha curvature} prints as JSON. */
package dev.mha.cli.curvature;
