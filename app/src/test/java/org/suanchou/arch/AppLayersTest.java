package org.suanchou.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class AppLayersTest {
    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                    "org.suanchou.catalog",
                    "org.suanchou.run",
                    "org.suanchou.measure",
                    "org.suanchou.text",
                    "org.suanchou.cli",
                    "org.suanchou.web");

    @Test
    void catalogueAndTextKnowNothingOfRunsAndDoors() {
        noClasses()
                .that()
                .resideInAnyPackage("org.suanchou.catalog..", "org.suanchou.text..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.suanchou.run..", "org.suanchou.measure..", "org.suanchou.cli..", "org.suanchou.web..")
                .check(APP);
    }

    @Test
    void measurementsKnowNothingOfRunsAndDoors() {
        noClasses()
                .that()
                .resideInAPackage("org.suanchou.measure..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.suanchou.run..", "org.suanchou.cli..", "org.suanchou.web..")
                .check(APP);
    }

    @Test
    void runsKnowNothingOfDoors() {
        noClasses()
                .that()
                .resideInAPackage("org.suanchou.run..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.suanchou.cli..", "org.suanchou.web..", "org.suanchou.text..")
                .check(APP);
    }

    @Test
    void onlyTheCatalogueParsesText() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.suanchou.catalog..", "org.suanchou.text..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(APP);
    }

    @Test
    void commandsAndPagesNeverMeet() {
        noClasses()
                .that()
                .resideInAPackage("org.suanchou.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.suanchou.web..")
                .check(APP);
        noClasses()
                .that()
                .resideInAPackage("org.suanchou.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.suanchou.cli..")
                .allowEmptyShould(true)
                .check(APP);
    }
}
