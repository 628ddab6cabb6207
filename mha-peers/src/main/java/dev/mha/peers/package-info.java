/** mha beside native libraries on one core: the same cases, in turns, in one process. */
package dev.mha.peers;
