// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reads the code of methods out of their class files. Code is most of a program by far, so it is read when it is looked
 * at, and dropped: at any time only the few class files that were read last are in memory. One thread.
 */
public final class CodeReader {

    /** So many class files are kept: methods of one class are often asked for one after the other. */
    private static final int KEPT = 16;

    /** The one that was read first comes first. */
    private final SequencedMap<String, ClassModel> recent = LinkedHashMap.newLinkedHashMap(KEPT);

    /**
     * The code of a method; empty if it has none.
     *
     * @throws UncheckedIOException if the class file cannot be read any more
     * @throws IllegalArgumentException if it is damaged, or is another one by now
     */
    public Optional<CodeModel> read(ClassFacts owner, MethodFacts method) {
        List<MethodModel> methods = model(owner).methods();
        MethodModel model = method.index() < methods.size() ? methods.get(method.index()) : null;
        if (model == null || !model.methodName().equalsString(method.id().name())
                || !model.methodType().equalsString(method.id().descriptor())) {
            throw new IllegalArgumentException("%s has changed since the scan began".formatted(owner.location()));
        }
        return model.code();
    }

    private ClassModel model(ClassFacts owner) {
        ClassModel known = recent.get(owner.name());
        if (known != null) {
            return known;
        }
        if (recent.size() == KEPT) {
            recent.pollFirstEntry();
        }
        try {
            ClassModel model = ClassFacts.parse(owner.bytes().read());
            recent.put(owner.name(), model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read again".formatted(owner.location()), e);
        }
    }
}
