package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cooling;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.Installation;
import org.suanchou.hardware.Nics;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Fact;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.words.WordedException;

/**
 * A system's entry, or a chip's own links, to a {@link SystemSpec}.
 *
 * <p>Bandwidths are the system's own figures (the chip's where a system states none); latency, efficiency and in-network
 * reduction come from the entry of {@code fabrics.yaml} that it names. Fabrics follow one another from the scale-up domain
 * over the host's links, where the domain is smaller than the system, to scale-out: the NICs' rate shared by the chips.
 */
final class SystemReader {
    private static final double GB = 1e9;
    private static final int SYNTHETIC_CHIPS = 8;

    /** What follows the chip's id in the id of a node made from its own links. */
    static final String NODE = "-node";

    private static final Set<String> SHAPES = Set.of("switched", "mesh", "ring", "torus-2d", "torus-3d");
    private static final Refusal SHAPES_TEXT = Rule.or("switched", "mesh", "ring", "torus-2d", "torus-3d");

    /** The link entry that stands in where a vendor's link has none of its own. */
    private static final String UNKNOWN_LINK = "vendor-mesh";

    /** What an entry says of how its chips are joined inside a node. */
    private static final List<String> LINKS = List.of("scale_up", "host_link", "host_fabric");

    private final Catalog catalog;

    SystemReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @param chip the system's chip, or another that it is also sold with */
    SystemSpec read(Tree tree, Chip chip, Tree chipTree) {
        try {
            return system(tree, chip, chipTree);
        } catch (IllegalArgumentException e) {
            throw new BadInput(tree.path(), Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(tree.path(), e.refusal());
        }
    }

    private SystemSpec system(Tree tree, Chip chip, Tree chipTree) {
        Integer stated = FactReader.count(tree, "chips_per_system");
        int chips = stated == null ? SYNTHETIC_CHIPS : stated;
        Integer domain = FactReader.count(tree, "scale_up_domain_chips");
        List<Fabric> fabrics = new ArrayList<>();
        Tree links = tree.get("scale_up");
        if (links != null || tree.has("scale_up_fabric") || chipTree.has("scale_up")) {
            Tree own =
                    links != null && links.has("unidirectional_gb_per_s_per_chip") ? links : chipTree.get("scale_up");
            scaleUp(
                    fabrics,
                    tree,
                    links == null ? chipTree.get("scale_up") : links,
                    own,
                    domain == null ? chips : domain);
        }
        host(fabrics, tree.textOrNull("host_fabric"), tree, chips);
        Tree out = tree.get("scale_out");
        Fact nics = FactReader.positive(out, "nics_per_system");
        Fact gbit = FactReader.positive(out, "gbit_per_s_per_nic");
        if (nics != null && gbit != null) {
            String note = plain(nics.mid()) + " x " + plain(gbit.mid()) + " Gbit/s / " + chips;
            scaleOut(fabrics, tree, gbit, FactReader.product(nics, gbit, GB / 8 / chips, note), chips);
        }
        Installation installation = new Installation(
                FactReader.positive(tree, "max_power_w"), cooling(tree), racks(tree), nics(nics, gbit));
        String name = catalog.naming().of(tree);
        String ownChip = tree.text("chip_id", chip.id());
        if (ownChip.equals(chip.id())) {
            return new SystemSpec(tree.text("id"), name, chip, chips, fabrics, launchYear(tree, chip), installation);
        }
        return new SystemSpec(
                        tree.text("id"),
                        catalog.naming().otherChip().apply(name, chip.name()),
                        catalog.chip(ownChip),
                        chips,
                        fabrics,
                        launchYear(tree, chip),
                        installation)
                .withChip(chip);
    }

    private static Cooling cooling(Tree tree) {
        String words = FactReader.text(tree, "cooling");
        return words != null && words.startsWith("liquid") ? Cooling.LIQUID : Cooling.AIR;
    }

    /** A rack is one, a pod says how many; nodes share racks. */
    private static @Nullable Integer racks(Tree tree) {
        Integer stated = FactReader.count(tree, "racks");
        return stated == null && tree.text("kind", "").equals("rack") ? Integer.valueOf(1) : stated;
    }

    private static @Nullable Nics nics(@Nullable Fact count, @Nullable Fact gbit) {
        return count == null || gbit == null ? null : new Nics(count, gbit.times(1e9));
    }

    /** A node of eight of the chip, from its own scale-up links and NIC. */
    SystemSpec ofChip(Chip chip, Tree tree) {
        try {
            return node(chip, tree);
        } catch (IllegalArgumentException e) {
            throw new BadInput(tree.path(), Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(tree.path(), e.refusal());
        }
    }

    private SystemSpec node(Chip chip, Tree tree) {
        List<Fabric> fabrics = new ArrayList<>();
        Tree links = tree.get("scale_up");
        Integer domain = FactReader.count(links, "max_domain_chips");
        if (links != null && FactReader.positive(links, "unidirectional_gb_per_s_per_chip") != null) {
            int reach = Math.min(SYNTHETIC_CHIPS, domain == null ? SYNTHETIC_CHIPS : domain);
            scaleUp(fabrics, tree, links, links, reach);
        }
        host(fabrics, saysNoLinks(tree) ? catalog.usualHostLink().text("id") : hostFabric(tree), tree, SYNTHETIC_CHIPS);
        Fact nic = FactReader.positive(tree, "nic_gbit_per_s_per_chip");
        if (nic != null) {
            scaleOut(fabrics, tree, nic, nic.times(GB / 8), SYNTHETIC_CHIPS);
        }
        return new SystemSpec(
                chip.id() + NODE,
                catalog.naming().node().apply(String.valueOf(SYNTHETIC_CHIPS), chip.name()),
                chip,
                SYNTHETIC_CHIPS,
                fabrics,
                chip.launchYear(),
                new Installation(null, Cooling.AIR, null, nics(Fact.given(SYNTHETIC_CHIPS), nic)));
    }

    private void scaleUp(List<Fabric> fabrics, Tree tree, @Nullable Tree links, @Nullable Tree bandwidths, int reach) {
        Fact gb = FactReader.positive(bandwidths, "unidirectional_gb_per_s_per_chip");
        if (reach < 2 || links == null) {
            return;
        }
        boolean named = tree.fields().contains("scale_up_fabric");
        String id = named ? tree.textOrNull("scale_up_fabric") : UNKNOWN_LINK;
        if (id == null) {
            return;
        }
        if (gb == null) {
            throw links.bad(CatalogRefusal.FIELD_UNKNOWN, "scale_up.unidirectional_gb_per_s_per_chip");
        }
        Tree entry = fabric(tree, "scale_up_fabric", id);
        Fact bandwidth = gb.times(GB);
        Fact latency = latency(entry);
        Fact efficiency = FactReader.required(entry, "large_message_busbw_fraction_of_unidirectional");
        String name =
                id.equals(UNKNOWN_LINK) ? orElse(FactReader.text(links, "link_name"), "own links") : entry.text("name");
        fabrics.add(
                switch (shape(links)) {
                    case "mesh" -> new Fabric.Mesh(name, reach, bandwidth, latency, efficiency);
                    case "ring" -> new Fabric.Torus(name, reach, 1, bandwidth, latency, efficiency);
                    case "torus-2d" -> new Fabric.Torus(name, reach, 2, bandwidth, latency, efficiency);
                    case "torus-3d" -> new Fabric.Torus(name, reach, 3, bandwidth, latency, efficiency);
                    default ->
                        new Fabric.Switched(
                                name, reach, bandwidth, latency, efficiency, entry.bool("reduces_in_network", false));
                });
    }

    /** The stated shape, or what the words of the topology say. */
    static String shape(Tree links) {
        String stated = links.textOrNull("shape");
        if (stated != null) {
            if (!SHAPES.contains(stated)) {
                throw links.require("shape").bad(Rule.MUST_BE, SHAPES_TEXT);
            }
            return stated;
        }
        String topology = FactReader.text(links, "topology");
        if (topology == null) {
            throw new BadInput(
                    links.path(),
                    Refusal.of(Rule.MISSING_RULE, "scale_up.shape", Refusal.of(Rule.MUST_BE, SHAPES_TEXT)));
        }
        String words = topology.toLowerCase(Locale.ROOT);
        if (words.contains("torus")) {
            return words.contains("3d") ? "torus-3d" : "torus-2d";
        }
        if (words.contains("switch") || words.contains("crossbar") || words.contains("non-blocking")) {
            return "switched";
        }
        if (words.contains("mesh")
                || words.contains("fully connected")
                || words.contains("pair")
                || words.contains("bridge")) {
            return "mesh";
        }
        if (words.contains("ring")) {
            return "ring";
        }
        throw links.require("topology").bad(CatalogRefusal.SHAPE_SAYS, SHAPES_TEXT);
    }

    private void host(List<Fabric> fabrics, @Nullable String id, Tree tree, int chips) {
        int reached = fabrics.isEmpty() ? 1 : fabrics.getLast().reach();
        if (id == null || reached >= chips) {
            return;
        }
        Tree entry = fabric(tree, "host_fabric", id);
        fabrics.add(new Fabric.Switched(
                entry.text("name"),
                chips,
                FactReader.required(entry, "unidirectional_gb_per_s_per_chip").times(GB),
                latency(entry),
                FactReader.required(entry, "large_message_busbw_fraction_of_unidirectional"),
                false));
    }

    /** Whether an entry leaves open what joins its chips; a field that is null says that nothing does. */
    private static boolean saysNoLinks(Tree chip) {
        return LINKS.stream().noneMatch(chip.fields()::contains);
    }

    private static @Nullable String hostFabric(Tree tree) {
        if (tree.fields().contains("host_fabric")) {
            return tree.textOrNull("host_fabric");
        }
        String link = FactReader.text(tree, "host_link");
        if (link == null || !link.startsWith("PCIe ") || link.length() < 6) {
            return null;
        }
        char generation = link.charAt(5);
        return generation >= '3' && generation <= '6' ? "pcie-gen" + generation + "-x16" : null;
    }

    private void scaleOut(List<Fabric> fabrics, Tree tree, Fact gbitPerPort, Fact bandwidth, int chips) {
        boolean named = tree.fields().contains("scale_out_fabric");
        String id = named ? tree.textOrNull("scale_out_fabric") : ethernet(gbitPerPort.mid());
        if (id == null) {
            return;
        }
        Tree entry = fabric(tree, "scale_out_fabric", id);
        Integer endpoints = FactReader.count(entry, "max_endpoints");
        int inside = Math.max(chips, fabrics.isEmpty() ? 1 : fabrics.getLast().reach());
        fabrics.add(new Fabric.Switched(
                entry.text("name"),
                Math.max(endpoints == null ? 0 : endpoints, 2 * inside),
                bandwidth,
                latency(entry),
                FactReader.required(entry, "large_message_busbw_fraction_of_unidirectional"),
                entry.bool("reduces_in_network", false)));
    }

    /** The Ethernet generation that carries this port rate. */
    private static String ethernet(double gbit) {
        return gbit <= 100 ? "roce-100g" : gbit <= 200 ? "roce-200g" : gbit <= 400 ? "roce-400g" : "roce-800g";
    }

    private Tree fabric(Tree tree, String field, String id) {
        return tree.has(field) ? catalog.fabric(tree.require(field)) : catalog.tree(Catalog.FABRICS, id);
    }

    private static Fact latency(Tree fabric) {
        return FactReader.required(fabric, "latency_us_one_way_small_message").times(1e-6);
    }

    private static int launchYear(Tree tree, Chip chip) {
        Integer year = FactReader.count(tree, "launch_year");
        return year == null ? chip.launchYear() : year;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
