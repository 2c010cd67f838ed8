package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.CostAssumption;
import org.suanchou.cost.Offer;
import org.suanchou.cost.Offer.Sale;
import org.suanchou.cost.PriceList;
import org.suanchou.formula.Assumptions;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Fact;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.units.Unit;
import org.suanchou.words.WordedException;

/**
 * What a system and its chip cost in a year: the offers of the catalogue's {@code prices}, and where it has none of a
 * device the fields {@code price} and {@code cloud_price} of its own entry. Yuan become dollars at {@code cny-per-usd}.
 */
public final class PriceReader {
    private static final int FIRST_YEAR = 1950;
    private static final int LAST_YEAR = 2100;

    private final Catalog catalog;
    private final AssumptionReader reader;

    public PriceReader(Catalog catalog, AssumptionReader reader) {
        this.catalog = catalog;
        this.reader = reader;
    }

    /**
     * These assumptions with the year's prices and the system's shares of them, where they have none or only what is usual.
     * To be laid last, over what the question says, so that the question's prices stand.
     */
    public Assumptions fill(Assumptions assumptions, SystemSpec system, int year) {
        double cnyPerUsd = assumptions.get(CostAssumption.CNY_PER_USD).fact().mid();
        String like = like(system.id());
        int chips =
                like.equals(system.id()) ? system.chips() : catalog.system(like).chips();
        List<Offer> offers = new ArrayList<>();
        if (isItsOwn(system.chip().id(), system.id())) {
            offers.addAll(ofSystem(like, chips, cnyPerUsd));
        }
        offers.addAll(ofChip(system.chip(), cnyPerUsd, year));
        Assumptions shares = shares(shares(assumptions, like), system.chip().id());
        try {
            return new PriceList(offers).fill(shares, year);
        } catch (IllegalArgumentException e) {
            // a price in yuan at a rate of the question's, or a bound that an overlay narrowed
            throw new BadInput(system.id(), Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(system.id(), e.refusal());
        }
    }

    /** The system by whose prices, chip for chip, this one goes: its own but where its entry names another. */
    private String like(String system) {
        Tree like = catalog.has(Catalog.PRICES, system)
                ? catalog.tree(Catalog.PRICES, system).get("like")
                : null;
        return like == null ? system : like.text();
    }

    /** Whether a system is listed with this chip: with another in its place its price is another, too. */
    private boolean isItsOwn(String chip, String system) {
        return !catalog.has(Catalog.SYSTEMS, system)
                || catalog.tree(Catalog.SYSTEMS, system).text("chip_id", chip).equals(chip);
    }

    /** What a device's entry assumes, but where something else than the usual is assumed already. */
    private Assumptions shares(Assumptions assumptions, String device) {
        Tree assume = catalog.has(Catalog.PRICES, device)
                ? catalog.tree(Catalog.PRICES, device).get("assume")
                : null;
        if (assume == null) {
            return assumptions;
        }
        Map<String, Fact> facts = new LinkedHashMap<>(reader.facts(assume));
        facts.keySet().removeIf(id -> !isUsual(assumptions, id));
        return assumptions.with(device, facts);
    }

    private static boolean isUsual(Assumptions assumptions, String id) {
        Assumptions.Kind kind = assumptions.kinds().get(id);
        return !assumptions.has(id)
                || kind != null && assumptions.get(id).fact().equals(kind.usual());
    }

    private List<Offer> ofSystem(String system, int chips, double cnyPerUsd) {
        List<Offer> listed = listed(system, chips, cnyPerUsd);
        if (listed.stream().anyMatch(o -> o.sale() == Sale.SERVER || o.sale() == Sale.RACK)
                || !catalog.has(Catalog.SYSTEMS, system)) {
            return listed;
        }
        List<Offer> offers = new ArrayList<>(listed);
        for (Tree price : catalog.tree(Catalog.SYSTEMS, system).items("price")) {
            add(offers, price, system, Sale.SERVER, "", 1.0 / chips, cnyPerUsd);
        }
        return offers;
    }

    private List<Offer> ofChip(Chip own, double cnyPerUsd, int year) {
        String chipId = own.id();
        List<Offer> offers = new ArrayList<>(listed(chipId, 1, cnyPerUsd));
        if (!catalog.has(Catalog.CHIPS, chipId)) {
            // a data sheet that the question names
            Fact hour = own.usdPerHour();
            if (hour != null) {
                offers.add(new Offer(chipId, Sale.RENT, year, hour.times(Unit.DOLLARS_PER_HOUR.factor())));
            }
            return offers;
        }
        boolean sold = offers.stream().anyMatch(o -> o.sale() == Sale.CHIP);
        boolean rented = offers.stream().anyMatch(o -> o.sale() == Sale.RENT);
        Tree chip = catalog.tree(Catalog.CHIPS, chipId);
        double perHour = Unit.DOLLARS_PER_HOUR.factor();
        if (!sold) {
            for (Tree price : chip.items("price")) {
                add(offers, price, chipId, Sale.CHIP, "_per_chip", 1, cnyPerUsd);
            }
        }
        Fact given = FactReader.positive(chip, "usd_per_chip_hour");
        if (given != null) {
            offers.removeIf(o -> o.sale() == Sale.RENT);
            offers.add(new Offer(chipId, Sale.RENT, year, given.times(perHour)));
        } else if (!rented) {
            for (Tree price : chip.items("cloud_price")) {
                add(offers, price, chipId, Sale.RENT, "_per_chip_hour", perHour, cnyPerUsd);
            }
        }
        return offers;
    }

    private void add(
            List<Offer> offers, Tree price, String of, Sale sale, String suffix, double factor, double cnyPerUsd) {
        Fact usd = dollars(price, "usd" + suffix, "cny" + suffix, cnyPerUsd);
        if (usd != null) {
            offers.add(new Offer(of, sale, price.intValue("year", 0), usd.times(factor)));
        }
    }

    /** The field in dollars, or else the other in yuan; null where neither is known. */
    private @Nullable Fact dollars(Tree price, String usdField, String cnyField, double cnyPerUsd) {
        Naming naming = catalog.naming();
        Fact usd = naming.noted(FactReader.positive(price, usdField), price, usdField);
        if (usd != null) {
            return usd;
        }
        Fact cny = naming.noted(FactReader.positive(price, cnyField), price, cnyField);
        if (cny == null) {
            return null;
        }
        String how = naming.yuan().apply(String.valueOf(cnyPerUsd));
        return new Fact(
                cny.times(1 / cnyPerUsd).value(),
                cny.sources(),
                cny.provenance(),
                cny.confidence(),
                cny.asOf(),
                cny.note() == null ? how : naming.both().apply(cny.note(), how));
    }

    private List<Offer> listed(String device, int chips, double cnyPerUsd) {
        List<Offer> offers = new ArrayList<>();
        if (catalog.has(Catalog.PRICES, device)) {
            for (Tree offer : catalog.tree(Catalog.PRICES, device).items("offers")) {
                offers.add(offer(offer, device, chips, cnyPerUsd));
            }
        }
        return offers;
    }

    /**
     * An offer as it is written.
     *
     * @param basis what was sold: {@code server}, {@code rack}, {@code chip}, or {@code rent}, one chip for an hour
     * @param currency {@code USD} or {@code CNY}
     */
    public record Listing(String basis, int year, String currency, Fact price) {}

    /** The offers of an entry of the catalogue's {@code prices}, in its order. */
    public static List<Listing> listings(Tree entry) {
        List<Listing> listings = new ArrayList<>();
        for (Tree offer : entry.items("offers")) {
            boolean dollars = offer.has("usd");
            listings.add(new Listing(
                    offer.text("basis"),
                    offer.require("year").intValue(),
                    dollars ? "USD" : "CNY",
                    FactReader.required(offer, dollars ? "usd" : "cny")));
        }
        return listings;
    }

    private Offer offer(Tree tree, String device, int chips, double cnyPerUsd) {
        Tree basis = tree.require("basis");
        Sale sale = switch (basis.text()) {
            case "server" -> Sale.SERVER;
            case "rack" -> Sale.RACK;
            case "chip" -> Sale.CHIP;
            case "rent" -> Sale.RENT;
            default -> throw basis.bad(Rule.mustBe("server", "rack", "chip", "rent"));
        };
        Tree year = tree.require("year");
        checkYear(year);
        if (tree.has("usd") && tree.has("cny")) {
            throw tree.require("cny").bad(CatalogRefusal.TWO_PRICES);
        }
        Fact usd = dollars(tree, "usd", "cny", cnyPerUsd);
        if (usd == null) {
            throw tree.bad(CatalogRefusal.PRICE_NEEDED);
        }
        double factor = switch (sale) {
            case SERVER, RACK -> 1.0 / chips;
            case CHIP -> 1;
            case RENT -> Unit.DOLLARS_PER_HOUR.factor();
        };
        return new Offer(device, sale, year.intValue(), usd.times(factor));
    }

    private static String shown(double most, Sale sale) {
        return String.valueOf(Math.round(most / (sale == Sale.RENT ? Unit.DOLLARS_PER_HOUR.factor() : 1)));
    }

    /** Refuses prices that a chip's entry states itself and that can't be. */
    void checkChip(Tree chip) {
        within(chip, "usd_per_chip_hour", Sale.RENT, 1);
        for (Tree price : chip.items("price")) {
            checkDated(price, "_per_chip", Sale.CHIP, 1);
        }
        for (Tree price : chip.items("cloud_price")) {
            checkDated(price, "_per_chip_hour", Sale.RENT, 1);
        }
    }

    /** Refuses prices that a system's entry states itself and that can't be. */
    void checkSystem(Tree system) {
        Integer chips = FactReader.count(system, "chips_per_system");
        for (Tree price : system.items("price")) {
            checkDated(price, "", Sale.SERVER, chips == null ? 1 : chips);
        }
    }

    private void checkDated(Tree price, String suffix, Sale sale, int chips) {
        Tree year = price.get("year");
        if (year != null) {
            checkYear(year);
        }
        within(price, "usd" + suffix, sale, chips);
        within(price, "cny" + suffix, sale, chips);
    }

    private static void checkYear(Tree year) {
        if (year.intValue() < FIRST_YEAR || year.intValue() > LAST_YEAR) {
            throw year.bad(Rule.BETWEEN, FIRST_YEAR, LAST_YEAR);
        }
    }

    /** A price in yuan may be as many yuan as one in dollars dollars: more than at any rate of late. */
    private void within(Tree map, String field, Sale sale, int chips) {
        Fact price = FactReader.positive(map, field);
        if (price == null) {
            return;
        }
        double factor = sale == Sale.RENT ? Unit.DOLLARS_PER_HOUR.factor() : 1;
        double most = reader.most(Offer.assumption(sale).id()) * chips;
        if (!(price.value().high() * factor <= most)) {
            Tree stated = map.require(field);
            throw (stated.isMap() ? stated.require("value") : stated).bad(Rule.NOT_BEYOND, Math.round(most / factor));
        }
    }

    /** Refuses an entry that can't be read, or whose device isn't there. */
    void check(Tree entry) {
        Tree id = entry.require("id");
        boolean system = catalog.has(Catalog.SYSTEMS, id.text());
        if (!system && !catalog.has(Catalog.CHIPS, id.text())) {
            throw id.bad(CatalogRefusal.NO_DEVICE);
        }
        Tree like = entry.get("like");
        if (like != null && (!system || !catalog.has(Catalog.SYSTEMS, like.text()))) {
            throw like.bad(CatalogRefusal.LIKE_SYSTEM);
        }
        if (like != null && (entry.has("offers") || entry.has("assume"))) {
            throw like.bad(CatalogRefusal.LIKE_ALONE);
        }
        for (Tree tree : entry.items("offers")) {
            Offer offer = offer(tree, id.text(), 1, 1);
            Integer chips = system && (offer.sale() == Sale.SERVER || offer.sale() == Sale.RACK)
                    ? FactReader.count(catalog.tree(Catalog.SYSTEMS, id.text()), "chips_per_system")
                    : null;
            double most = reader.most(offer.assumption().id()) * (chips == null ? 1 : chips);
            if (!(offer.usd().value().high() <= most)) {
                throw tree.require(tree.has("usd") ? "usd" : "cny").bad(Rule.NOT_BEYOND, shown(most, offer.sale()));
            }
            if (!system && (offer.sale() == Sale.SERVER || offer.sale() == Sale.RACK)) {
                throw tree.require("basis").bad(CatalogRefusal.OFFER_OF_SYSTEM);
            }
        }
    }
}
