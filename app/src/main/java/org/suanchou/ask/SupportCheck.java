package org.suanchou.ask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.catalog.Supports;
import org.suanchou.hardware.Chip;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.stack.FrameworkSupport;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.stack.TranslationLayer;

/** Whether a stack runs on a chip, on its own or through a translation layer. */
public final class SupportCheck {
    /** The start of the ids of chips whose programs translation layers take. */
    private static final String CUDA_CHIPS = "nvidia-";

    private final Supports supports;

    SupportCheck(Supports supports) {
        this.supports = supports;
    }

    /** A translation layer of the catalogue, where it is for the chip and its figures are known. */
    TranslationLayer translation(String id, Chip chip) {
        if (!supports.translates(id, chip.id())) {
            String note = supports.note(id);
            throw new Refused(
                    note == null
                            ? Refusal.counted(QuestionRefusal.TRANSLATION_CHIP, 1, 0, id, chip.name())
                            : Refusal.counted(QuestionRefusal.TRANSLATION_CHIP_NOTE, 1, 0, id, chip.name(), note));
        }
        return supports.translation(id);
    }

    /** What is unsure of a stack on a chip; refused where none of its frameworks runs there or is translated from CUDA. */
    List<DefaultTaken> notes(SoftwareStack stack, Chip chip, @Nullable TranslationLayer translation) {
        if (stack.runsOn().isEmpty()) {
            return List.of();
        }
        List<DefaultTaken> notes = new ArrayList<>();
        String family = translation == null ? chip.id() : CUDA_CHIPS;
        FrameworkSupport best = stack.runsOn().stream()
                .map(f -> supports.of(f, family))
                .min(Comparator.comparing(FrameworkSupport::level))
                .orElseThrow();
        if (!best.level().runs()) {
            List<String> own = stack.runsOn().stream().map(supports::name).toList();
            List<String> others = supports.frameworks().stream()
                    .filter(f -> supports.of(f, family).level().sure())
                    .map(supports::name)
                    .toList();
            throw new Refused(
                    others.isEmpty()
                            ? Refusal.counted(QuestionRefusal.STACK_NO_FRAMEWORK, 1, 0, stack.name(), own, chip.name())
                            : Refusal.counted(
                                    QuestionRefusal.STACK_FRAMEWORKS, 1, 0, stack.name(), own, chip.name(), others));
        }
        if (!best.level().sure()) {
            notes.add(new DefaultTaken(
                    "framework",
                    best.framework(),
                    switch (best.level()) {
                        case EXPERIMENTAL -> Why.EXPERIMENTAL_FRAMEWORK;
                        case PARTIAL -> Why.PARTIAL_FRAMEWORK;
                        case UNKNOWN, NONE, NATIVE, PLUG_IN -> Why.UNKNOWN_FRAMEWORK;
                    },
                    chip.name()));
        }
        if (translation != null) {
            notes.add(new DefaultTaken(
                    "translation",
                    translation.id(),
                    Why.TRANSLATED,
                    TermsReader.number(translation.slowdown().low()) + " - "
                            + TermsReader.number(translation.slowdown().high())));
            notes.add(new DefaultTaken(
                    "translation-licence", translation.id(), Why.TRANSLATION_LICENCE, translation.licence()));
        }
        return notes;
    }
}
