package org.suanchou.ask;

import java.util.List;
import org.suanchou.catalog.Catalog;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refusal;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.uncertainty.Anchor;

/** How files that a question names are opened: as who asks is allowed to. */
public interface Door {
    /** None: what a question of another machine names is never opened here. */
    Door CLOSED = new Door() {
        @Override
        public boolean holds(String folder) {
            return false;
        }

        @Override
        public Tree configuration(String file) {
            throw refused(file);
        }

        @Override
        public SystemSpec device(Catalog catalog, String file) {
            throw refused(file);
        }

        @Override
        public List<Anchor.Run> runs(String file) {
            throw refused(file);
        }

        private BadInput refused(String file) {
            return new BadInput("", Refusal.of(AskRefusal.NO_FILES, BadInput.quoted(file)));
        }
    };

    /** Whether it is a folder that may be opened. */
    boolean holds(String folder);

    /** The configuration of a model, {@code null}s kept. */
    Tree configuration(String file);

    /** The one system, or the usual node of the one chip, that a file holds entries of, laid over a catalogue. */
    SystemSpec device(Catalog catalog, String file);

    /** Measured runs by which an answer is corrected. */
    List<Anchor.Run> runs(String file);
}
