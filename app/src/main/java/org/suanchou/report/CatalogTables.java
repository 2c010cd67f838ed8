package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Naming;
import org.suanchou.catalog.PriceReader;
import org.suanchou.catalog.Supports;
import org.suanchou.cost.CostAssumption;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.formula.Assumption;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Chip;
import org.suanchou.model.ModelSpec;
import org.suanchou.source.Fact;
import org.suanchou.stack.FrameworkSupport;
import org.suanchou.text.Messages;
import org.suanchou.text.NumberText;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.tree.Tree;

/** Each kind of catalogue entry as a table of what matters in choosing one. */
public final class CatalogTables {
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");
    private static final double GIGA = 1e9;
    private static final double GB_PER_TB = 1e3;

    private final Catalog catalog;
    private final Messages messages;
    private final Naming naming;

    public CatalogTables(Catalog catalog, Messages messages) {
        this.catalog = catalog;
        this.messages = messages;
        this.naming = catalog.naming();
    }

    /** How many entries there are of each kind. */
    public Table counts(List<String> kinds) {
        return new Table(
                List.of(words("kind"), numbers("entries")),
                kinds.stream()
                        .map(kind ->
                                List.of(Cell.of(kind), Cell.of(catalog.ids(kind).size())))
                        .toList());
    }

    /** All entries of a kind. */
    public Table of(String kind) {
        return switch (kind) {
            case Catalog.CHIPS -> chips();
            case Catalog.SYSTEMS -> systems();
            case Catalog.FABRICS -> fabrics();
            case Catalog.STACKS -> stacks();
            case Catalog.MODELS -> models();
            case Catalog.ASSUMPTIONS -> assumptions();
            case Catalog.SITES -> sites();
            case Catalog.FLEETS -> labelled(kind);
            case Catalog.PRICES -> prices();
            case Catalog.SILICON -> ofDevices(kind);
            default ->
                table(
                        kind,
                        List.of(words("id"), words("name")),
                        t -> List.of(id(t), Cell.of(t.textOrNull(t.has("title") ? "title" : "name"))));
        };
    }

    private Table assumptions() {
        AssumptionReader reader = new AssumptionReader(catalog);
        Map<String, Assumptions.Kind> kinds = reader.usual().kinds();
        List<List<Cell>> rows = new ArrayList<>();
        for (String id : catalog.ids(Catalog.ASSUMPTIONS)) {
            Tree entry = catalog.tree(Catalog.ASSUMPTIONS, id);
            Assumptions.Kind kind = kinds.get(entry.text("id"));
            Fact usual = kind == null ? null : kind.usual();
            rows.add(List.of(
                    id(entry),
                    label(entry),
                    kind == null || usual == null
                            ? Cell.NONE
                            : Cell.of(
                                    usual.mid() / kind.unit().factor(),
                                    Refusals.quantity(usual.mid(), kind.unit(), messages)),
                    kind == null || usual == null || usual.value().isExact()
                            ? Cell.NONE
                            : Cell.of(Refusals.quantity(usual.value().low(), kind.unit(), messages) + " - "
                                    + Refusals.quantity(usual.value().high(), kind.unit(), messages)),
                    Cell.of(entry.text("unit"))));
        }
        return new Table(List.of(words("id"), words("meaning"), numbers("usual"), words("range"), words("unit")), rows);
    }

    private Cell label(Tree entry) {
        return Cell.of(entry.textOrNull(messages.language().id()));
    }

    private Table labelled(String kind) {
        return table(
                kind, List.of(words("id"), words("name"), words("meaning")), t -> List.of(id(t), name(t), label(t)));
    }

    /** Entries whose ids are those of chips and systems. */
    private Table ofDevices(String kind) {
        return table(kind, List.of(words("id"), words("name")), t -> List.of(id(t), deviceName(t.text("id"))));
    }

    /** One row an offer; an entry without any, which goes by another's, is a row as well. */
    private Table prices() {
        List<List<Cell>> rows = new ArrayList<>();
        for (String id : catalog.ids(Catalog.PRICES)) {
            Tree entry = catalog.tree(Catalog.PRICES, id);
            List<PriceReader.Listing> listings = PriceReader.listings(entry);
            for (PriceReader.Listing listing : listings) {
                rows.add(offer(id(entry), listing));
            }
            if (listings.isEmpty()) {
                String like = entry.textOrNull("like");
                Cell basis = like == null ? Cell.NONE : new Cell(like, messages.text("catalog.like", like));
                rows.add(List.of(
                        id(entry), basis, Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE));
            }
        }
        return new Table(
                List.of(
                        words("id"),
                        words("sold"),
                        numbers("year"),
                        numbers("price"),
                        numbers("low"),
                        numbers("high"),
                        words("currency"),
                        words("as_of"),
                        words("source_ids").minor(1)),
                rows);
    }

    private List<Cell> offer(Cell id, PriceReader.Listing listing) {
        Fact price = listing.price();
        boolean exact = price.value().isExact();
        return List.of(
                id,
                new Cell(listing.basis(), messages.text("sold." + listing.basis())),
                Cell.of(listing.year()),
                money(price.mid()),
                exact ? Cell.NONE : money(price.value().low()),
                exact ? Cell.NONE : money(price.value().high()),
                Cell.of(listing.currency()),
                Cell.of(price.asOf()),
                Cell.of(String.join(", ", price.sources())));
    }

    private static Cell money(double amount) {
        return Cell.of(amount, amount < 1000 ? NumberText.rounded(amount, 3) : String.valueOf(Math.round(amount)));
    }

    /** What holds at each site: its own figures, and the usual ones where it has none. */
    private Table sites() {
        AssumptionReader reader = new AssumptionReader(catalog);
        Assumptions usual = reader.usual();
        return table(
                Catalog.SITES,
                List.of(
                        words("id"),
                        words("meaning"),
                        numbers("usd_per_kwh"),
                        words("usd_per_kwh_as_of"),
                        numbers("grid_carbon"),
                        words("grid_carbon_as_of"),
                        numbers("pue_air"),
                        numbers("pue_liquid")),
                t -> {
                    Assumptions here = reader.with(usual, Catalog.SITES, t.text("id"));
                    return List.of(
                            id(t),
                            label(t),
                            assumed(here, CostAssumption.USD_PER_KWH),
                            date(here, CostAssumption.USD_PER_KWH),
                            assumed(here, EnergyAssumption.GRID_CARBON),
                            date(here, EnergyAssumption.GRID_CARBON),
                            assumed(
                                    here,
                                    here.has(EnergyAssumption.PUE) ? EnergyAssumption.PUE : EnergyAssumption.PUE_AIR),
                            assumed(
                                    here,
                                    here.has(EnergyAssumption.PUE)
                                            ? EnergyAssumption.PUE
                                            : EnergyAssumption.PUE_LIQUID));
                });
    }

    private static Cell assumed(Assumptions here, Assumption id) {
        if (!here.has(id)) {
            return Cell.NONE;
        }
        Formula.Input input = here.get(id);
        return Cell.of(input.fact().mid() / input.unit().factor());
    }

    private static Cell date(Assumptions here, Assumption id) {
        return here.has(id) ? Cell.of(here.get(id).fact().asOf()) : Cell.NONE;
    }

    private Cell deviceName(String id) {
        for (String kind : List.of(Catalog.SYSTEMS, Catalog.CHIPS)) {
            if (catalog.ids(kind).contains(id)) {
                return name(catalog.tree(kind, id));
            }
        }
        return Cell.NONE;
    }

    private Table chips() {
        return table(
                Catalog.CHIPS,
                List.of(
                        words("id"),
                        words("name"),
                        numbers("year"),
                        numbers("bf16_dense_tflops"),
                        numbers("fp16_dense_tflops"),
                        numbers("fp8_dense_tflops"),
                        numbers("fp4_dense_tflops"),
                        numbers("memory_gib"),
                        numbers("memory_tb_per_s"),
                        numbers("tdp_w"),
                        numbers("link_gb_per_s")),
                t -> List.of(
                        id(t),
                        name(t),
                        year(t, "launch_date", "launch_year"),
                        number(t, "peak_dense_tflops.bf16_matrix", "peak_dense_tflops.bf16"),
                        number(
                                t,
                                "peak_dense_tflops.fp16_matrix",
                                "peak_dense_tflops.fp16",
                                "peak_dense_tflops.fp16_vector"),
                        number(t, "peak_dense_tflops.fp8_matrix", "peak_dense_tflops.fp8"),
                        number(t, "peak_dense_tflops.fp4_matrix", "peak_dense_tflops.fp4"),
                        number(t, "memory.capacity_gb"),
                        scaled(number(t, "memory.bandwidth_gb_per_s"), 1 / GB_PER_TB),
                        number(t, "tdp_w"),
                        number(t, "scale_up.unidirectional_gb_per_s_per_chip")));
    }

    private Table systems() {
        return table(
                Catalog.SYSTEMS,
                List.of(
                        words("id"),
                        words("name"),
                        numbers("year"),
                        words("chip"),
                        numbers("chips"),
                        numbers("domain_chips"),
                        words("link"),
                        numbers("link_gb_per_s"),
                        numbers("nic_gbit_per_s"),
                        numbers("max_power_kw")),
                t -> List.of(
                        id(t),
                        name(t),
                        year(t, "launch_year"),
                        Cell.of(t.textOrNull("chip_id")),
                        number(t, "chips_per_system"),
                        number(t, "scale_up_domain_chips"),
                        text(t, "scale_up.link_name"),
                        number(t, "scale_up.unidirectional_gb_per_s_per_chip"),
                        nicRatePerChip(t),
                        scaled(number(t, "max_power_w"), 1e-3)));
    }

    private static Cell nicRatePerChip(Tree system) {
        Double nics = mid(at(system, "scale_out.nics_per_system"));
        Double rate = mid(at(system, "scale_out.gbit_per_s_per_nic"));
        Double chips = mid(at(system, "chips_per_system"));
        return nics == null || rate == null || chips == null ? Cell.NONE : Cell.of(nics * rate / chips);
    }

    private Table fabrics() {
        return table(
                Catalog.FABRICS,
                List.of(
                        words("id"),
                        words("name"),
                        words("class"),
                        numbers("year"),
                        numbers("link_gb_per_s"),
                        numbers("efficiency"),
                        numbers("latency_us"),
                        numbers("max_endpoints")),
                t -> List.of(
                        id(t),
                        name(t),
                        worded(t, "fabric_class", "fabric_class"),
                        year(t, "first_year"),
                        number(t, "unidirectional_gb_per_s_per_chip"),
                        number(t, "large_message_busbw_fraction_of_unidirectional"),
                        number(t, "latency_us_one_way_small_message"),
                        number(t, "max_endpoints")));
    }

    private Table stacks() {
        return table(
                Catalog.STACKS,
                List.of(words("id"), words("name"), words("frameworks"), words("vendors"), numbers("year")),
                t -> List.of(id(t), name(t), joined(t, "frameworks"), joined(t, "vendors"), year(t, "first_year")));
    }

    /** Families of chips by frameworks. */
    public Table support() {
        Supports supports = new Supports(catalog);
        List<Column> columns = new ArrayList<>(List.of(words("family")));
        for (String framework : supports.frameworks()) {
            columns.add(Column.words(framework, supports.name(framework)));
        }
        columns.addAll(List.of(words("confidence"), words("source_ids")));
        List<List<Cell>> rows = new ArrayList<>();
        for (List<FrameworkSupport> family : supports.matrix()) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(family.getFirst().family())));
            family.forEach(support -> row.add(level(support)));
            row.add(confidence(family.getFirst()));
            row.add(Cell.of(String.join(", ", family.getFirst().sources())));
            rows.add(row);
        }
        return new Table(columns, rows);
    }

    /** Frameworks on one chip. */
    public Table support(Chip chip) {
        Supports supports = new Supports(catalog);
        return new Table(
                List.of(
                        words("framework"),
                        words("support"),
                        words("family"),
                        words("confidence"),
                        words("source_ids"),
                        words("note")),
                supports.frameworks().stream()
                        .map(id -> {
                            FrameworkSupport support = supports.of(id, chip.id());
                            return List.of(
                                    Cell.of(supports.name(id)),
                                    level(support),
                                    Cell.of(support.family()),
                                    confidence(support),
                                    Cell.of(String.join(", ", support.sources())),
                                    Cell.of(support.note()));
                        })
                        .toList());
    }

    private Cell level(FrameworkSupport support) {
        String id = support.level().name().toLowerCase(Locale.ROOT);
        return new Cell(id, messages.text("support." + id));
    }

    private Cell confidence(FrameworkSupport support) {
        return support.confidence() == null
                ? Cell.NONE
                : Cell.of(messages.text(
                        "confidence." + support.confidence().name().toLowerCase(Locale.ROOT)));
    }

    private Table models() {
        return table(
                Catalog.MODELS,
                List.of(
                        words("id"),
                        numbers("params_total"),
                        numbers("params_active"),
                        numbers("layers"),
                        numbers("hidden"),
                        words("attention"),
                        numbers("experts"),
                        numbers("experts_per_token"),
                        numbers("max_position")),
                t -> {
                    ModelSpec spec = catalog.model(t.text("id")).spec();
                    return List.of(
                            id(t),
                            billions(spec.parameters()),
                            billions(spec.activeParameters()),
                            number(t, "layers"),
                            number(t, "hidden"),
                            Cell.of(attention(t)),
                            number(t, "moe.experts"),
                            number(t, "moe.top_k"),
                            number(t, "max_position"));
                });
    }

    private static Cell billions(long parameters) {
        return parameters == 0 ? Cell.NONE : new Cell(parameters, NumberText.rounded(parameters / GIGA, 4));
    }

    /** The kinds of attention, full attention by how its key-value heads are shared: {@code mha}, {@code gqa+sliding}. */
    private static @Nullable String attention(Tree model) {
        Set<String> kinds = new LinkedHashSet<>();
        for (Tree group : model.items("attention")) {
            String type = group.text("type", "");
            int heads = group.intValue("heads", model.intValue("heads", 0));
            int kvHeads = group.intValue("kv_heads", model.intValue("kv_heads", heads));
            kinds.add(!type.equals("full") ? type : kvHeads == heads ? "mha" : kvHeads == 1 ? "mqa" : "gqa");
        }
        return kinds.isEmpty() ? null : String.join("+", kinds);
    }

    private Table table(String kind, List<Column> columns, Function<Tree, List<Cell>> row) {
        List<List<Cell>> rows = new ArrayList<>();
        for (String id : catalog.ids(kind)) {
            rows.add(row.apply(catalog.tree(kind, id)));
        }
        return new Table(columns, rows);
    }

    private Column words(String key) {
        return Column.words(key, messages.text("column." + key));
    }

    private Column numbers(String key) {
        return Column.numbers(key, messages.text("column." + key));
    }

    private static Cell id(Tree entry) {
        return Cell.of(entry.text("id"));
    }

    /** For people by what it is called in their language. */
    private Cell name(Tree entry) {
        return new Cell(Naming.PLAIN.of(entry), Table.printable(naming.of(entry)));
    }

    /** The first of the fields that is known, as a number; the middle of a range. */
    private static Cell number(Tree entry, String... paths) {
        for (String path : paths) {
            Double number = mid(at(entry, path));
            if (number != null) {
                return Cell.of(number);
            }
        }
        return Cell.NONE;
    }

    private static Cell scaled(Cell cell, double factor) {
        return cell.value() instanceof Double number ? Cell.of(number * factor) : cell;
    }

    private static Cell text(Tree entry, String path) {
        Tree value = at(entry, path);
        return value == null ? Cell.NONE : Cell.of(value.label());
    }

    /** For people in their language, where there are words for the value; for programs as it stands. */
    private Cell worded(Tree entry, String path, String kind) {
        Tree value = at(entry, path);
        if (value == null) {
            return Cell.NONE;
        }
        String key = kind + "." + value.label().replace(' ', '_');
        return messages.has(key) ? new Cell(value.label(), messages.text(key)) : Cell.of(value.label());
    }

    private static Cell year(Tree entry, String... paths) {
        for (String path : paths) {
            Tree value = at(entry, path);
            if (value != null) {
                String date = value.label();
                return YEAR.matcher(date).lookingAt() ? Cell.of(Long.parseLong(date.substring(0, 4))) : Cell.of(date);
            }
        }
        return Cell.NONE;
    }

    private static Cell joined(Tree entry, String field) {
        return Cell.of(entry.items(field).stream().map(Tree::label).collect(Collectors.joining(", ")));
    }

    /** The value at a dotted path, taken out of its citation; null where it is unknown. */
    private static @Nullable Tree at(Tree entry, String path) {
        Tree at = entry;
        for (String field : path.split("\\.")) {
            at = at == null || !at.isMap() ? null : at.get(field);
        }
        return at != null && at.isMap() ? at.get("value") : at;
    }

    private static @Nullable Double mid(@Nullable Tree value) {
        if (value == null) {
            return null;
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        List<Tree> ends = value.isList() ? value.items() : List.of();
        return ends.size() == 2 && ends.get(0).isNumber() && ends.get(1).isNumber()
                ? (ends.get(0).doubleValue() + ends.get(1).doubleValue()) / 2
                : null;
    }
}
