package org.suanchou.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.formula.Assumptions;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;

class SitesTest {
    private static final Catalog CATALOG = Catalog.builtIn();
    private static final AssumptionReader READER = new AssumptionReader(CATALOG);

    @Test
    void everySiteHasAPriceAndAGrid() {
        for (String site : CATALOG.ids(Catalog.SITES)) {
            Assumptions there = READER.with(READER.usual(), Catalog.SITES, site);

            assertThat(there.get("usd-per-kwh").id()).isEqualTo("usd-per-kwh@" + site);
            assertThat(there.get("grid-carbon").id()).isEqualTo("grid-carbon@" + site);
            assertThat(there.has("grid-water")).isTrue();
            assertThat(CATALOG.tree(Catalog.SITES, site).text("zh")).isNotEmpty();
        }
    }

    @Test
    void sitesGoByThePlacesPeopleName() {
        assertThat(CATALOG.id(Catalog.SITES, "frankfurt")).isEqualTo("de");
        assertThat(CATALOG.id(Catalog.SITES, "Inner Mongolia")).isEqualTo("cn-west");
        assertThat(CATALOG.id(Catalog.SITES, "no")).isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource({
        "pue, 0.9, it must be at least 1",
        "chip-idle-share, 1.2, it can't exceed 1",
        "grid-carbon, -5, it must be at least 0 gCO2e/kWh",
        "switch-radix, 2, it must be at least 4"
    })
    void whatMakesNoSenseIsRefusedWithItsField(String id, String value, String message) {
        Tree assume = TreeReader.yaml("my.yaml", ("assume: {" + id + ": " + value + "}").getBytes(UTF_8))
                .require("assume");

        assertThatThrownBy(() -> READER.facts(assume))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("assume." + id)
                .hasMessageContaining(message);
    }
}
