package org.suanchou.schedule;

/**
 * One pass of one micro-batch through one chunk.
 *
 * @param chunk from 0 to {@code pp * vp - 1}; chunk c lives on stage {@code c mod pp}
 * @param microBatch from 0
 */
public record Work(Pass pass, int chunk, int microBatch) {}
