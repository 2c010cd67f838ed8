package org.suanchou.stack;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.words.WordedException;

/**
 * Software that runs programs built for CUDA on other chips. Over a chip's native kernels its own reach
 *
 * <pre>rate = coverage efficiency + (1 - coverage) fallback</pre>
 *
 * <p>and compute time is multiplied by 1 / rate. It stops being true where what is not covered doesn't run at all: then
 * the program doesn't either.
 *
 * @param coverage share of the work that is translated, 0 to 1
 * @param efficiency rate of translated kernels over native ones, above 0, at most 1
 * @param fallback rate of what is not translated, above 0, at most the efficiency
 * @param licence what licences say of its use
 */
public record TranslationLayer(String id, String name, Fact coverage, Fact efficiency, Fact fallback, String licence) {
    /** Half-width of the central 80 % of a normal distribution, in standard deviations. */
    private static final double EIGHTY_PERCENT = 1.2815515655446004;

    public TranslationLayer {
        within("coverage", coverage, 0, 1);
        within("efficiency", efficiency, Double.MIN_NORMAL, 1);
        within("fallback", fallback, Double.MIN_NORMAL, 1);
        if (fallback.value().low() > efficiency.value().low()
                || fallback.mid() > efficiency.mid()
                || fallback.value().high() > efficiency.value().high()) {
            throw new WordedException(
                    "fallback is {0}; it can't exceed the efficiency, {1}, nor its range that one's",
                    fallback.mid(), efficiency.mid());
        }
    }

    private static void within(String name, Fact fact, double low, double high) {
        if (!(fact.value().low() >= low && fact.value().high() <= high)) {
            throw new WordedException(
                    low > 0
                            ? "{0} is {1} to {2}; it must be above 0, at most {3}"
                            : "{0} is {1} to {2}; it must be at least 0, at most {3}",
                    name,
                    fact.value().low(),
                    fact.value().high(),
                    high);
        }
    }

    /**
     * Rate over native kernels, above 0, at most 1. Each range moves the rate alone, the others at their middle; the
     * differences are added in quadrature, on either side, within what all at their ends together give.
     */
    public Estimate rate() {
        double c = coverage.mid();
        double e = efficiency.mid();
        double f = fallback.mid();
        double mid = rate(c, e, f);
        double below = Math.hypot(
                Math.hypot(
                        mid - rate(coverage.value().low(), e, f),
                        mid - rate(c, efficiency.value().low(), f)),
                mid - rate(c, e, fallback.value().low()));
        double above = Math.hypot(
                Math.hypot(
                        rate(coverage.value().high(), e, f) - mid,
                        rate(c, efficiency.value().high(), f) - mid),
                rate(c, e, fallback.value().high()) - mid);
        double least = rate(
                coverage.value().low(),
                efficiency.value().low(),
                fallback.value().low());
        double most = rate(
                coverage.value().high(),
                efficiency.value().high(),
                fallback.value().high());
        return new Estimate(Math.max(least, mid - below), mid, Math.min(most, mid + above));
    }

    private static double rate(double coverage, double efficiency, double fallback) {
        return coverage * efficiency + (1 - coverage) * fallback;
    }

    /** Compute time over that of native kernels, at least 1. */
    public Estimate slowdown() {
        Estimate rate = rate();
        return new Estimate(1 / rate.high(), 1 / rate.mid(), 1 / rate.low());
    }

    /** Standard deviation of the slowdown's logarithm, its range taken as the 80 % interval. */
    public double logSigma() {
        Estimate slowdown = slowdown();
        return Math.log(slowdown.high() / slowdown.low()) / 2 / EIGHTY_PERCENT;
    }

    /** The slowdown with the sources of all that it follows from, as sure as the least sure of them. */
    public Fact slowdownFact() {
        Set<String> sources = new LinkedHashSet<>();
        Provenance provenance = Provenance.FILE;
        Confidence confidence = Confidence.HIGH;
        String asOf = null;
        for (Fact fact : List.of(coverage, efficiency, fallback)) {
            asOf = asOf == null || fact.asOf() != null && fact.asOf().compareTo(asOf) < 0 ? fact.asOf() : asOf;
            sources.addAll(fact.sources());
            provenance = fact.provenance().compareTo(provenance) > 0 ? fact.provenance() : provenance;
            confidence = fact.confidence().compareTo(confidence) > 0 ? fact.confidence() : confidence;
        }
        return new Fact(
                slowdown(),
                List.copyOf(sources),
                provenance,
                confidence,
                asOf,
                "1 / (coverage x efficiency + (1 - coverage) x fallback)");
    }
}
