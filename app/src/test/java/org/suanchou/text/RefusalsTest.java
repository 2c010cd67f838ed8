package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

class RefusalsTest {
    private static final String KEY = "refusal.";

    private static List<Refusal.Code> codes() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.suanchou").stream()
                        .filter(type -> type.isAssignableTo(Refusal.Code.class) && type.isEnum())
                        .map(JavaClass::reflect)
                        .flatMap(type -> List.of(type.getEnumConstants()).stream())
                        .map(Refusal.Code.class::cast)
                        .toList();
    }

    private static String chinese(Refusal refusal) {
        Messages messages = Messages.in(Language.ZH);
        return Refusals.words(refusal, messages, new Money(Currency.CNY, 7, Language.ZH));
    }

    @Test
    void everyCodeHasWordsInBothLanguagesAndNoWordsAreLeftOver() {
        Set<String> keys = new TreeSet<>();
        for (Refusal.Code code : codes()) {
            keys.add(KEY + code.id());
        }
        for (Language language : Language.values()) {
            Set<String> worded = new TreeSet<>();
            for (String key : Messages.in(language).bundle().keySet()) {
                if (key.startsWith(KEY)) {
                    worded.add(key);
                }
            }

            assertThat(worded).as(language.id()).isEqualTo(keys);
        }
    }

    /** Two enums with a code of one name would share its words. */
    @Test
    void noTwoCodesHaveOneId() {
        Set<String> seen = new HashSet<>();

        assertThat(codes())
                .allSatisfy(code -> assertThat(seen.add(code.id()))
                        .as(code.getClass() + " " + code.id())
                        .isTrue());
    }

    @Test
    void whatIsPutTogetherReadsAsOneSentence() {
        Refusal refusal = Rule.value("--schedule", "'dual'", Rule.mustBe("gpipe", "1f1b", "zb-h1"));

        assertThat(Refusals.english(refusal)).isEqualTo("--schedule is 'dual'; it must be gpipe, 1f1b or zb-h1");
        assertThat(chinese(refusal)).isEqualTo("--schedule 的值是 'dual'；应为 gpipe、1f1b 或 zb-h1");
        assertThat(Refusals.english(Rule.value("chips", new Quantity(2e3, Unit.BYTES), Rule.AT_LEAST, 1)))
                .isEqualTo("chips is 1.95 KiB; it must be at least 1");
    }
}
