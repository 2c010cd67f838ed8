package org.suanchou.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.DefaultTaken.Amount;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.answer.Limits;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.PriceReader;
import org.suanchou.catalog.SiliconReader;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.cost.CostAssumption;
import org.suanchou.cost.Depreciation;
import org.suanchou.cost.RunCost;
import org.suanchou.cost.YieldModel;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.energy.MegawattCap;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.scenario.Terms;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.units.Cash;
import org.suanchou.units.PlainNumber;
import org.suanchou.units.Unit;

/**
 * Fields to what failures, power and money are reckoned with. Assumptions lie over one another in this order: the usual,
 * the fleet's, the chip's silicon, the system's, the site's, the question's; the year's prices where only the usual speaks.
 */
public final class TermsReader {
    private static final String USUAL_SITE = "us";
    private static final String RENT = CostAssumption.RENT_USD_PER_CHIP_HOUR.id();

    /** What a dollar is in yuan. */
    private static final String RATE = CostAssumption.CNY_PER_USD.id();

    private static final double MEGA = 1e6;

    private final Catalog catalog;
    private final Fields fields;
    private final AssumptionReader reader;
    private final List<DefaultTaken> defaults = new ArrayList<>();
    /** What the question says that has no bearing here. */
    private final Set<String> ignored = new TreeSet<>();

    TermsReader(Catalog catalog, Fields fields) {
        this.catalog = catalog;
        this.fields = fields;
        this.reader = new AssumptionReader(catalog);
    }

    /** What was chosen because the question did not say. */
    List<DefaultTaken> defaults() {
        return defaults;
    }

    Terms terms(SystemSpec system) {
        Assumptions assumptions = assumptions(system);
        Integer draws = fields.whole(Field.DRAWS);
        Integer seed = fields.whole(Field.SEED);
        Accounting accounting = accounting(system, assumptions);
        price(system.chip(), accounting, assumptions);
        return new Terms(
                assumptions,
                accounting,
                stated(),
                ignored,
                fields.whole(Field.SPARES),
                draws == null ? Terms.DRAWS : draws,
                seed == null ? 0 : seed);
    }

    private Assumptions assumptions(SystemSpec system) {
        Chip chip = system.chip();
        Assumptions assumptions = reader.usual();
        String fleet = fields.has(Field.FLEET) ? named(Field.FLEET, Catalog.FLEETS) : reader.usualFleet(chip.vendor());
        if (fleet != null) {
            assumptions = reader.with(assumptions, Catalog.FLEETS, fleet);
            if (!fields.has(Field.FLEET)) {
                taken(Field.FLEET, fleet, Why.USUAL_FLEET, catalog.vendorName(chip.vendor()));
            }
        }
        assumptions = new SiliconReader(catalog, reader).with(assumptions, chip.id());
        if (catalog.ids(Catalog.SYSTEMS).contains(system.id())) {
            assumptions = reader.with(assumptions, Catalog.SYSTEMS, system.id());
        }
        fields.one(Field.SITE, AskRefusal.SEVERAL_SITES);
        String site = fields.has(Field.SITE) ? named(Field.SITE, Catalog.SITES) : USUAL_SITE;
        if (!fields.has(Field.SITE)) {
            taken(Field.SITE, site, Why.USUAL_SITE, "");
        }
        assumptions = reader.with(assumptions, Catalog.SITES, site);
        for (Tree assume : fields.all(Field.ASSUME)) {
            if (!assume.isMap()) {
                throw fields.bad(Field.ASSUME, assume, AskRefusal.ASSUME_MAP);
            }
            Map<String, Fact> facts = reader.asked(assume);
            if (chip.tdpWatts() != null && facts.remove(EnergyAssumption.CHIP_TDP.id()) != null) {
                // how steps slow down under a cap on power isn't modelled
                ignored.add(EnergyAssumption.CHIP_TDP.id());
            }
            assumptions = assumptions.with("", facts);
        }
        Tree stated = fields.get(Field.USD_PER_CHIP_HOUR);
        Double usd = fields.rent(Field.USD_PER_CHIP_HOUR, rate(assumptions));
        if (usd != null && stated != null) {
            Assumptions.Kind kind = assumptions.kinds().get(RENT);
            cash(Field.USD_PER_CHIP_HOUR, stated, usd, Unit.DOLLARS_PER_HOUR, assumptions);
            if (kind != null && usd > kind.most()) {
                throw fields.bad(
                        Field.USD_PER_CHIP_HOUR,
                        stated,
                        Rule.NOT_BEYOND,
                        Math.round(kind.most() / Unit.DOLLARS_PER_HOUR.factor()));
            }
            if (assumptions.has(RENT) && assumptions.get(RENT).id().equals(RENT)) {
                ignored.add(RENT);
            }
            assumptions = assumptions.with("", Map.of(RENT, Fact.given(usd)));
        }
        Integer year = fields.whole(Field.YEAR);
        return new PriceReader(catalog, reader).fill(assumptions, system, year == null ? catalog.asOfYear() : year);
    }

    private static double rate(Assumptions assumptions) {
        return assumptions.get(RATE).value();
    }

    /** Says how an amount of money was read, where it is not in dollars by its own word. */
    private void cash(Field field, Tree stated, double usd, Unit unit, Assumptions assumptions) {
        Cash typed = Fields.cash(stated);
        // usd-per-chip-hour names its currency itself
        boolean open = typed != null && !typed.stated() && unit == Unit.DOLLARS;
        if (typed != null && (typed.yuan() || open)) {
            Estimate value = Estimate.exactly(usd);
            defaults.add(new DefaultTaken(
                    field.id(),
                    number(usd / unit.factor()),
                    typed.stated() ? Why.FROM_YUAN : typed.yuan() ? Why.SCALED_YUAN : Why.BARE_DOLLARS,
                    typed.yuan() ? String.format(Locale.ROOT, "%.4g", rate(assumptions)) : "",
                    new Amount(value, unit)));
        }
    }

    /** What the question assumes, but what has become part of another input: prices in yuan are dollars by now. */
    private Set<String> stated() {
        Set<String> stated = new TreeSet<>();
        fields.all(Field.ASSUME).forEach(assume -> stated.addAll(assume.fields()));
        stated.removeAll(ignored);
        stated.remove(RATE);
        return stated;
    }

    private String named(Field field, String kind) {
        String query = String.valueOf(fields.text(field));
        try {
            return catalog.id(kind, query);
        } catch (BadInput e) {
            throw new BadInput(fields.path(field, fields.get(field)), e.refusal());
        }
    }

    private @Nullable Accounting accounting(SystemSpec system, Assumptions assumptions) {
        Basis basis = basis(system, assumptions);
        YieldModel yieldModel = yieldModel();
        Depreciation depreciation = switch (fields.word(Field.DEPRECIATION)) {
            case "market-value" -> Depreciation.MARKET_VALUE;
            case "capital-recovery" -> Depreciation.CAPITAL_RECOVERY;
            case null, default -> null;
        };
        if (basis == null) {
            return null;
        }
        mattersOn(Field.USD_PER_CHIP_HOUR, basis, Basis.RENT);
        mattersOn(Field.DEPRECIATION, basis, Basis.BUY, Basis.BUILD);
        mattersOn(Field.YIELD_MODEL, basis, Basis.BUILD);
        Accounting usual = Accounting.of(basis);
        return new Accounting(
                basis,
                depreciation == null ? usual.depreciation() : depreciation,
                yieldModel == null ? usual.yieldModel() : yieldModel);
    }

    /** Notes a field that says nothing on this basis. */
    private void mattersOn(Field field, Basis basis, Basis... on) {
        if (fields.has(field) && !List.of(on).contains(basis)) {
            ignored.add(field.id());
        }
    }

    private @Nullable YieldModel yieldModel() {
        Tree stated = fields.get(Field.YIELD_MODEL);
        if (stated == null) {
            return null;
        }
        try {
            YieldModel model = YieldModel.of(stated.label().toLowerCase(Locale.ROOT));
            if (model != null) {
                return model;
            }
        } catch (IllegalArgumentException | Refused e) {
            // said below, with the field
        }
        throw fields.bad(Field.YIELD_MODEL, stated, AskRefusal.YIELD_MODELS);
    }

    /** Says which rent or price was taken, where one was and nobody gave it. */
    private void price(Chip chip, @Nullable Accounting accounting, Assumptions assumptions) {
        if (accounting == null) {
            return;
        }
        if (!fields.has(Field.BASIS) && !fields.has(Field.USD_PER_CHIP_HOUR)) {
            taken(Field.BASIS, accounting.basis().id(), Why.USUAL_BASIS, "");
        }
        if (fields.has(Field.USD_PER_CHIP_HOUR)) {
            return;
        }
        String price = accounting.basis() == Basis.RENT
                ? RENT
                : assumptions.has(CostAssumption.SERVER_USD_PER_CHIP)
                        ? CostAssumption.SERVER_USD_PER_CHIP.id()
                        : CostAssumption.ACCELERATOR_USD.id();
        if (stated().contains(price)) {
            return;
        }
        Formula.Input input = assumptions.get(price);
        Fact known = input.fact();
        if (known.provenance() != Provenance.USER || chip.usdPerHour() != null) {
            Estimate usd = known.value().times(1 / input.unit().factor());
            String range = usd.isExact() ? "" : " (" + number(usd.low()) + " - " + number(usd.high()) + ")";
            defaults.add(new DefaultTaken(
                    accounting.basis() == Basis.RENT ? Field.USD_PER_CHIP_HOUR.id() : price,
                    number(usd.mid()) + range,
                    known.asOf() == null
                            ? Why.OWN_PRICE
                            : listed(accounting.basis() == Basis.RENT, fromAsked(known.asOf())),
                    known.asOf() == null
                            ? chip.name()
                            : known.note() == null
                                    ? known.asOf()
                                    : catalog.naming().both().apply(known.asOf(), known.note()),
                    new Amount(known.value(), input.unit())));
        }
    }

    /** @param years of the price from the year asked for */
    private static Why listed(boolean rent, int years) {
        return rent
                ? years < 0 ? Why.RENT_OF_ANOTHER_YEAR : years > 0 ? Why.RENT_OF_LATER_YEAR : Why.LISTED_RENT
                : years < 0 ? Why.PRICE_OF_ANOTHER_YEAR : years > 0 ? Why.PRICE_OF_LATER_YEAR : Why.LISTED_PRICE;
    }

    /** Years of a date from the year asked for; 0 where none is. */
    private int fromAsked(String date) {
        Integer asked = fields.whole(Field.YEAR);
        return asked == null || date.length() < 4 ? 0 : Integer.compare(PlainNumber.whole(date.substring(0, 4)), asked);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 1000 ? "%.2f" : "%.0f", value);
    }

    /** As stated; else what a price is known for, renting before buying. */
    private @Nullable Basis basis(SystemSpec system, Assumptions assumptions) {
        String word = fields.word(Field.BASIS);
        Basis stated = word == null ? null : Basis.of(word);
        if (stated == null) {
            return missing(Basis.RENT, system, assumptions).isEmpty()
                    ? Basis.RENT
                    : missing(Basis.BUY, system, assumptions).isEmpty() ? Basis.BUY : null;
        }
        List<String> missing = missing(stated, system, assumptions);
        Tree field = fields.get(Field.BASIS);
        if (!missing.isEmpty() && field != null) {
            throw fields.bad(
                            Field.BASIS,
                            field,
                            AskRefusal.BASIS_WITHOUT_PRICE,
                            missing,
                            system.name(),
                            missing.getFirst())
                    .forOneSystem();
        }
        return stated;
    }

    /** What a run on this system has no cost without. */
    private static List<String> missing(Basis basis, SystemSpec system, Assumptions assumptions) {
        List<String> missing = new ArrayList<>();
        RunCost.missing(Accounting.of(basis), assumptions).forEach(unknown -> missing.add(unknown.id()));
        if (basis != Basis.RENT && !ClusterPower.isKnown(system, assumptions)) {
            missing.add(EnergyAssumption.CHIP_TDP.id());
        }
        return missing;
    }

    /** @throws BadInput where a cap on power is below what one system needs */
    Limits limits(SystemSpec system, Terms terms) {
        Double watts = fields.amount(Field.MEGAWATTS);
        Tree cap = fields.get(Field.MEGAWATTS);
        if (watts != null && cap != null && ClusterPower.isKnown(system, terms.assumptions())) {
            double least = MegawattCap.leastWatts(system, terms.assumptions());
            if (watts < least) {
                BadInput refusal = fields.bad(
                        Field.MEGAWATTS,
                        cap,
                        AskRefusal.SYSTEM_POWER,
                        system.name(),
                        String.format(Locale.ROOT, "%.4f", least / MEGA));
                throw fields.ofOne(Field.MEGAWATTS) ? refusal : refusal.forOneSystem();
            }
        }
        Double budget = fields.money(Field.BUDGET, rate(terms.assumptions()));
        Tree stated = fields.get(Field.BUDGET);
        if (budget != null && stated != null) {
            cash(Field.BUDGET, stated, budget, Unit.DOLLARS, terms.assumptions());
        }
        return new Limits(
                fields.amount(Field.DAYS),
                budget,
                watts,
                fields.amount(Field.MAX_MWH),
                fields.amount(Field.MAX_TCO2),
                fields.number(Field.CONFIDENCE));
    }

    private void taken(Field field, String value, Why why, String detail) {
        taken(field.id(), value, why, detail);
    }

    private void taken(String field, String value, Why why, String detail) {
        defaults.add(new DefaultTaken(field, value, why, detail));
    }
}
