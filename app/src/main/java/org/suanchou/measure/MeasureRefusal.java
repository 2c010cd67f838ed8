package org.suanchou.measure;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** What is wrong with a table of measured kernels. */
enum MeasureRefusal implements Refusal.Code {
    NO_PEAK_TO_FIT,
    CANT_WRITE,
    CHIP_NAME,
    TABLE_EMPTY,
    COLUMNS_TWICE,
    FIELD_COUNT,
    TOO_MANY_COLUMNS,
    QUOTE_INSIDE,
    QUOTE_OPEN,
    QUOTE_FOLLOWED,
    ROW_CHARACTERS,
    ROW_NOT_UTF8,
    EMPTY_MEMBERS,
    READ_STOPPED,
    TABLE_TOO_LONG,
    ROW_TEXT,
    ABOVE_NUMBER,
    WHOLE_AT_LEAST,
    NO_TABLE,
    TABLES_NOT_LISTED,
    ROWS_IN_ALL,
    OTHER_SIZES,
    RANKS_OF_GROUP,
    SHAPE_TABLE,
    EXPERT_OPERATION;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}
