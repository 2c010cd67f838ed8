package org.suanchou.catalog;

/** Run in a process of its own: the index, then a model, a chip and a system. */
final class ColdLoad {
    private ColdLoad() {}

    public static void main(String[] args) {
        Catalog catalog = Catalog.builtIn();
        catalog.model("llama-3.1-405b");
        catalog.chip("h100");
        catalog.on("h100");
    }
}
