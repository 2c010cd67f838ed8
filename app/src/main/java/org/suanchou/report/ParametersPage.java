package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.suanchou.catalog.HandSet;
import org.suanchou.catalog.Stacks;
import org.suanchou.score.Scorecard;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.tree.Tree;

/** {@code docs/parameters.md}: what is fitted to whole runs, and what was set by hand with them in view. */
public final class ParametersPage {
    private final Messages messages;
    private final Scorecard scorecard;
    private final Stacks stacks;

    ParametersPage(Messages messages, Scorecard scorecard, Stacks stacks) {
        this.messages = messages;
        this.scorecard = scorecard;
        this.stacks = stacks;
    }

    String markdown() {
        boolean english = messages.language() == Language.EN;
        int fitted = stacks.parameters().entries().size();
        int rows = scorecard.ablations().getFirst().steps().size();
        return "# " + messages.text("parameters.title") + "\n\n"
                + (english ? "[中文](parameters.zh.md)\n\n" : "[English](parameters.md)\n\n")
                + messages.text("parameters.about", fitted, rows) + "\n\n"
                + fitted().markdown() + "\n"
                + "## " + messages.text("parameters.hand_set") + "\n\n"
                + messages.text("parameters.hand_set_are") + "\n\n"
                + handSet().markdown();
    }

    private Table fitted() {
        List<Column> columns = List.of(
                Column.words("id", messages.text("column.id")),
                Column.words("meaning", messages.text("parameters.meaning")),
                Column.words("unit", messages.text("column.unit")),
                Column.numbers("prior", messages.text("parameters.prior")),
                Column.words("prior_from", messages.text("parameters.prior_from")),
                Column.numbers("value", messages.text("parameters.fitted")),
                Column.numbers("interval", messages.text("parameters.interval")),
                Column.numbers("rows", messages.text("parameters.rows")),
                Column.numbers("programmes", messages.text("parameters.programmes")));
        List<List<Cell>> lines = new ArrayList<>();
        List<Tree> entries = stacks.parameters().entries();
        for (int i = 0; i < entries.size(); i++) {
            Tree entry = entries.get(i);
            Tree prior = entry.require("prior");
            Scorecard.Moved moved = scorecard.moved().get(i);
            String sources =
                    prior.items("src").stream().map(s -> "`" + s.text() + "`").collect(Collectors.joining(", "));
            lines.add(List.of(
                    Cell.of("`" + entry.text("id") + "`"),
                    Cell.of(entry.text(messages.language().id())),
                    Cell.of(entry.text("unit", "1")),
                    Cell.of(prior.require("value").label()),
                    Cell.of(sources
                            + messages.text("parameters.colon")
                            + prior.text(messages.language() == Language.EN ? "note" : "note_zh")),
                    Cell.of(entry.require("value").label()),
                    Cell.of(interval(entry)),
                    Cell.of(moved.rows()),
                    Cell.of(moved.programmes())));
        }
        return new Table(columns, lines);
    }

    private String interval(Tree entry) {
        List<Tree> ends = entry.require("interval").items();
        return messages.text(
                "parameters.from_to", ends.getFirst().label(), ends.getLast().label());
    }

    private Table handSet() {
        List<Column> columns = List.of(
                Column.words("field", messages.text("column.field")),
                Column.numbers("value", messages.text("column.value")),
                Column.words("places", messages.text("column.where")),
                Column.words("note", messages.text("column.note")));
        List<List<Cell>> lines = new ArrayList<>();
        for (HandSet one : stacks.handSet()) {
            lines.add(List.of(
                    Cell.of("`" + one.field() + "`"),
                    Cell.of(one.value()),
                    Cell.of(String.join(", ", one.places())),
                    Cell.of(one.note())));
        }
        return new Table(columns, lines);
    }
}
