package org.suanchou.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppLayersTest {
    /** A package imports only what stands before it. */
    private static final List<String> ORDER =
            List.of("text", "tree", "catalog", "measure", "ask", "rows", "score", "report");

    /** Ways in, which never meet; nothing imports them. */
    private static final List<String> DOORS = List.of("cli", "web");

    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(all().stream().map(name -> "org.suanchou." + name).toArray(String[]::new));

    private static List<String> all() {
        List<String> all = new ArrayList<>(ORDER);
        all.addAll(DOORS);
        return all;
    }

    @Test
    void aPackageImportsOnlyWhatStandsBeforeIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> later = new ArrayList<>(ORDER.subList(i + 1, ORDER.size()));
            later.addAll(DOORS);
            noneDepends(ORDER.get(i), later);
        }
    }

    @Test
    void doorsNeverMeet() {
        for (String door : DOORS) {
            noneDepends(
                    door, DOORS.stream().filter(other -> !other.equals(door)).toList());
        }
    }

    @Test
    void answersAreToldWithoutTheQuestionsReader() {
        noneDepends("report", List.of("ask"));
    }

    /** A server asks too, and opens no file that a question names. */
    @Test
    void questionsOpenNoFiles() {
        noClasses()
                .that()
                .resideInAPackage(packages("ask"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("TreeReader")
                .check(APP);
    }

    @Test
    void onlyTreesAndTextParseText() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.suanchou.tree..", "org.suanchou.text..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(APP);
    }

    private static void noneDepends(String name, List<String> on) {
        noClasses()
                .that()
                .resideInAPackage(packages(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(on.stream().map(AppLayersTest::packages).toArray(String[]::new))
                .allowEmptyShould(true)
                .check(APP);
    }

    private static String packages(String name) {
        return "org.suanchou." + name + "..";
    }
}
