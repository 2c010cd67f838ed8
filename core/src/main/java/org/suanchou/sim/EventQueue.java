package org.suanchou.sim;

import java.util.Arrays;

/**
 * Events to come, and the clock that the earliest of them moves. Events at one time come in the order in which they were
 * scheduled, so a simulation repeats itself exactly.
 *
 * <p>A four-ary heap over primitive arrays: what an event is, its 64 bits say to whoever scheduled it. An event can't be
 * taken back; one that no longer counts carries a number that its owner has since given up.
 */
public final class EventQueue {
    private static final int ARITY = 4;

    private double[] seconds = new double[64];
    private long[] order = new long[64];
    private long[] events = new long[64];
    private int size;
    private long scheduled;
    private double now;

    /** Time of the event that came last; zero before the first. */
    public double nowSeconds() {
        return now;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /**
     * @param atSeconds not before now; an infinite time never comes and is not kept
     * @throws IllegalArgumentException where it is in the past or not a number
     */
    public void schedule(double atSeconds, long event) {
        if (!(atSeconds >= now)) {
            throw new IllegalArgumentException("an event at " + atSeconds + " s is scheduled at " + now + " s");
        }
        if (atSeconds == Double.POSITIVE_INFINITY) {
            return;
        }
        if (size == seconds.length) {
            seconds = Arrays.copyOf(seconds, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        int hole = size++;
        long turn = scheduled++;
        while (hole > 0) {
            int parent = (hole - 1) / ARITY;
            if (!before(atSeconds, turn, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, atSeconds, turn, event);
    }

    /**
     * Takes the earliest event and moves the clock to it.
     *
     * @throws IllegalStateException where there is none
     */
    public long next() {
        if (size == 0) {
            throw new IllegalStateException("no event is scheduled");
        }
        long earliest = events[0];
        now = seconds[0];
        size--;
        double lastSeconds = seconds[size];
        long lastTurn = order[size];
        long last = events[size];
        int hole = 0;
        while (true) {
            int first = ARITY * hole + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            for (int child = first + 1; child < Math.min(first + ARITY, size); child++) {
                if (before(seconds[child], order[child], least)) {
                    least = child;
                }
            }
            if (before(lastSeconds, lastTurn, least)) {
                break;
            }
            move(least, hole);
            hole = least;
        }
        if (size > 0) {
            put(hole, lastSeconds, lastTurn, last);
        }
        return earliest;
    }

    private boolean before(double at, long turn, int place) {
        return at < seconds[place] || at == seconds[place] && turn < order[place];
    }

    private void move(int from, int to) {
        put(to, seconds[from], order[from], events[from]);
    }

    private void put(int place, double at, long turn, long event) {
        seconds[place] = at;
        order[place] = turn;
        events[place] = event;
    }
}
