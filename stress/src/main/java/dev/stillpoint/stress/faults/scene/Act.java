// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.stress.faults.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A scene in three parts: what the operation needs, the operation, and what must be right afterwards.
 *
 * @param <S> what the parts share
 */
final class Act<S> extends Play {

    private final String name;
    private final List<Caller> callers = new ArrayList<>(List.of(Caller.values()));
    private final Operation<S> operation;
    private Preparation<S> preparation = Act::nothing;
    private Check<S> check = (_, _, _) -> {
    };
    private boolean waits;
    private boolean serves;
    private boolean sockets;
    private boolean shares;
    // scene thread only; made anew for each play
    @SuppressWarnings("NullAway.Init") // prepare comes first
    private S state;

    private Act(String name, Caller caller, Act<S> model) {
        super(name, caller);
        this.name = name;
        operation = model.operation;
        preparation = model.preparation;
        check = model.check;
        waits = model.waits;
        serves = model.serves;
        sockets = model.sockets;
        shares = model.shares;
    }

    private Act(String name, Operation<S> operation) {
        super(name, Caller.PLATFORM);
        this.name = name;
        this.operation = operation;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // an operation that needs nothing looks at nothing
    private static <S> S nothing(World world) {
        return null;
    }

    /** What the operation needs. */
    @FunctionalInterface
    interface Preparation<S> {

        S make(World world) throws Exception;
    }

    /** The operation. */
    @FunctionalInterface
    interface Operation<S> {

        void run(World world, S state) throws Exception;
    }

    /** What must be right afterwards, when all readers have left. */
    @FunctionalInterface
    interface Check<S> {

        void check(World world, S state, boolean succeeded) throws Exception;
    }

    /** An operation that is called by threads of both kinds. */
    static <S> Act<S> of(String name, Operation<S> operation) {
        return new Act<>(name, operation);
    }

    Act<S> needs(Preparation<S> made) {
        preparation = made;
        return this;
    }

    Act<S> then(Check<S> checked) {
        check = checked;
        return this;
    }

    /** The operation waits for readers, who therefore leave meanwhile. */
    Act<S> waits() {
        waits = true;
        return this;
    }

    /** Errors strike in service threads too. */
    Act<S> serves() {
        serves = true;
        return this;
    }

    /** The carriers wait for sockets, and no descriptor may be left in the end. */
    Act<S> withSockets() {
        sockets = true;
        return this;
    }

    /** Most of what it does other scenes of this kind do as well. */
    Act<S> shares() {
        shares = true;
        return this;
    }

    /** Only threads of this kind call it. */
    Act<S> by(Caller only) {
        callers.retainAll(List.of(only));
        return this;
    }

    /** Adds a scene for each kind of caller. */
    void addTo(Consumer<Scene> scenes) {
        callers.forEach(caller -> scenes.accept(new Act<>(name, caller, this)));
    }

    @Override
    public boolean strikesServices() {
        return serves;
    }

    @Override
    public boolean sharesPoints() {
        return shares;
    }

    @Override
    boolean hasSockets() {
        return sockets;
    }

    @Override
    void prepare(World world) throws Exception {
        state = preparation.make(world);
    }

    @Override
    void operate(World world) throws Exception {
        operation.run(world, state);
    }

    @Override
    boolean waitsForReaders() {
        return waits;
    }

    @Override
    void verify(World world, boolean succeeded) throws Exception {
        check.check(world, state, succeeded);
    }
}
