package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanchou.tree.Issue;

/** The build refuses a catalogue whose assumptions aren't those of the equations. */
class DeclaredAssumptionsTest {
    @TempDir
    private Path folder;

    @Test
    void theBuiltInCatalogueHasThemAll() {
        assertThat(DeclaredAssumptions.check(Catalog.builtIn())).isEmpty();
    }

    @Test
    void aMissingOneAnUnknownOneAndAnotherUnitAreIssues() throws IOException {
        Files.writeString(folder.resolve("energy.yaml"), """
                assumptions:
                - {id: pue, en: a, zh: b, unit: W, least: 1, most: 3}
                - {id: grid-karbon, en: a, zh: b, unit: gCO2e/kWh, least: 0, most: 2000}
                """);

        Catalog small = Catalog.of(CatalogCompiler.compile(CatalogFolder.read(folder, false)));

        assertThat(DeclaredAssumptions.check(small))
                .extracting(Issue::toString)
                .contains(
                        "energy.yaml: assumptions[0].unit: it is W; the equation that uses pue has no unit",
                        "energy.yaml: assumptions[1]: grid-karbon is an assumption that no equation declares",
                        "assumptions: grid-carbon is declared by an equation and missing from the catalogue")
                .hasSize(DeclaredAssumptions.all().size() - 1 + 2);
    }
}
