package org.suanchou.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command some of whose options are fields of a question. */
interface Asking extends Callable<Integer> {
    void addFields(CommandSpec spec);
}
