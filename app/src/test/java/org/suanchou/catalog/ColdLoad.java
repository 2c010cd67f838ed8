package org.suanchou.catalog;

/** Run in a process of its own: prints the microseconds until the index stands, and until a model, a chip and a system do. */
final class ColdLoad {
    private ColdLoad() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        Catalog catalog = Catalog.builtIn();
        long loaded = System.nanoTime();
        catalog.model("llama-3.1-405b");
        catalog.chip("h100");
        catalog.on("h100");
        long done = System.nanoTime();
        System.out.println((loaded - start) / 1000 + " " + (done - start) / 1000);
    }
}
