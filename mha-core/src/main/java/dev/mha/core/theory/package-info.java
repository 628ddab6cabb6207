/** Theory beside measurement: what is proved for any data, what is certified on this one, and what was measured. */
package dev.mha.core.theory;
