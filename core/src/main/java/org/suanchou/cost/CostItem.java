package org.suanchou.cost;

/** What the money of a run goes to. */
public enum CostItem {
    /** Electricity included. */
    RENT("rent", "rent"),
    ACCELERATORS("accelerators", "accelerators"),
    REST_OF_SERVERS("restOfServers", "rest of the servers"),
    SPARES("spares", "spares"),
    NETWORK("network", "network"),
    STORAGE("storage", "storage"),
    BUILDING("building", "building and power equipment"),
    /** Staff, support, software. */
    OPERATIONS("operations", "operations"),
    ELECTRICITY("electricity", "electricity"),
    /** Of hours in which the cluster does no work that someone wants. */
    UNUSED_ELECTRICITY("unusedElectricity", "electricity of unused hours");

    private final String id;
    private final String label;

    CostItem(String id, String label) {
        this.id = id;
        this.label = label;
    }

    /** Its name in JSON. */
    public String id() {
        return id;
    }

    /** In an unfolding. */
    String label() {
        return label;
    }
}
