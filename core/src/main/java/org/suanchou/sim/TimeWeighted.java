package org.suanchou.sim;

/** The mean over time of something that stays at a level and jumps: hosts under repair, requests in a queue. */
public final class TimeWeighted {
    private double level;
    private double since;
    private double area;

    /** The level from now on. */
    public void set(double newLevel, double nowSeconds) {
        area += level * (nowSeconds - since);
        since = nowSeconds;
        level = newLevel;
    }

    public double level() {
        return level;
    }

    /** The mean level from time zero until now; zero at time zero. */
    public double mean(double nowSeconds) {
        return nowSeconds > 0 ? (area + level * (nowSeconds - since)) / nowSeconds : 0;
    }
}
