package dev.stillpoint.reclaim.escape.flow;

import java.util.HashMap;
import java.util.Map;

/** What the instructions of one method make: words for messages, and what objects hold. */
final class Sites {

    /** What sort of object holds values. */
    enum HolderKind {
        LAMBDA, LOCAL_CLASS, ARRAY
    }

    /**
     * A fork.
     *
     * @param scope the task scope
     * @param task what was forked
     */
    record Fork(Value scope, Value task) {
    }

    private final MethodCode code;
    private final Map<Integer, String> words = new HashMap<>();
    private final Map<Integer, HolderKind> holders = new HashMap<>();
    private final Map<Integer, Value> contents = new HashMap<>();
    private final Map<Integer, Fork> forks = new HashMap<>();
    private boolean changed;

    Sites(MethodCode code) {
        this.code = code;
    }

    void describe(int at, String what) {
        words.put(at, what);
    }

    /** A noun phrase for messages. */
    String words(Origin origin) {
        return switch (origin) {
            case Origin.Opened opened -> "the guard opened in line " + code.line(opened.at());
            case Origin.Read read -> "%s of line %d".formatted(
                    words.getOrDefault(read.at(), "the guard-scoped value"), code.line(read.at()));
            case Origin.Handed handed when handed.captured() -> "the captured " + noun(handed);
            case Origin.Handed handed -> "the " + noun(handed) + " it was given";
            case Origin.Argument _ -> "an argument";
            case Origin.Holder holder -> "the object made in line " + code.line(holder.at());
            case Origin.TaskScope scope -> "the task scope opened in line " + code.line(scope.at());
        };
    }

    private static String noun(Origin.Handed handed) {
        return handed.isGuard() ? "guard" : "guard-scoped value";
    }

    void holder(int at, HolderKind kind) {
        holders.put(at, kind);
    }

    HolderKind kind(Origin.Holder holder) {
        return holders.getOrDefault(holder.at(), HolderKind.ARRAY);
    }

    /** Puts something into the object made at {@code at}. */
    void fill(int at, Value value) {
        Value before = contents.getOrDefault(at, Value.NONE);
        // An object that ends in itself adds nothing.
        Value after = before.join(value.without(new Origin.Holder(at)::equals));
        if (after != before) {
            contents.put(at, after);
            changed = true;
        }
    }

    Value contents(Origin.Holder holder) {
        return contents.getOrDefault(holder.at(), Value.NONE);
    }

    void fork(int at, Value scope, Value task) {
        Fork before = forks.getOrDefault(at, new Fork(Value.NONE, Value.NONE));
        forks.put(at, new Fork(before.scope().join(scope), before.task().join(task)));
    }

    Fork fork(int at) {
        return forks.getOrDefault(at, new Fork(Value.NONE, Value.NONE));
    }

    /** Whether objects have been filled since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
