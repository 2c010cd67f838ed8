package org.suanchou.network;

/**
 * A message pattern of a group: {@code size} chips whose ranks lie {@code stride} apart. Bytes are those of the whole
 * tensor on one member: gathered, summed, or sent in all.
 */
public sealed interface Collective {
    double bytes();

    int size();

    int stride();

    /** Every member ends with the tensor, of which it held its share. */
    record AllGather(double bytes, int size, int stride) implements Collective {}

    /** Every member starts with a tensor and ends with its share of the sum. */
    record ReduceScatter(double bytes, int size, int stride) implements Collective {}

    /** Every member ends with the sum. */
    record AllReduce(double bytes, int size, int stride) implements Collective {}

    /** Every member sends an equal part of its bytes to each member. */
    record AllToAll(double bytes, int size, int stride) implements Collective {}

    /**
     * Every member sends each of its tokens to the members that hold one of its {@code copies} experts, drawn at random:
     * once to each member, and across a slower fabric once to each domain, whose members pass it on.
     *
     * @param bytes of all tokens of a member, once
     * @param domains that a token may reach; 0 for all
     */
    record Dispatch(double bytes, int copies, int domains, int size, int stride) implements Collective {}

    /** Each member of a chain sends to the next. */
    record Send(double bytes, int size, int stride) implements Collective {}
}
