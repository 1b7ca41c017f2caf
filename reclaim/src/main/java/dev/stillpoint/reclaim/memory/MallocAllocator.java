package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.LongAdder;

/** {@code calloc} and {@code free}. */
@SuppressWarnings("restricted") // native access is the point; the flag is on the README's first screen
final class MallocAllocator implements BlockAllocator {

    /** What malloc guarantees on 64-bit platforms. */
    private static final long ALIGNMENT = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC = function("calloc",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    static final MallocAllocator INSTANCE = new MallocAllocator();

    private final LongAdder allocated = new LongAdder();

    private MallocAllocator() {
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        MemorySegment address = LINKER.defaultLookup().find(name).orElseThrow(
                () -> new UnsatisfiedLinkError("The C library of this platform has no " + name));
        return LINKER.downcallHandle(address, descriptor);
    }

    @Override
    public NativeBlock allocate(long bytes) {
        BlockAllocator.requirePositive(bytes);
        if (CheckedMode.ENABLED) {
            return allocateClosable(bytes);
        }
        MemorySegment address = calloc(bytes);
        if (address.address() == 0) {
            throw new OutOfMemoryError("No native memory for a block of %d bytes".formatted(bytes));
        }
        allocated.add(bytes);
        return new NativeBlock(address.reinterpret(bytes), this::free);
    }

    /** In checked mode a block is a shared arena, so that a read after free throws; freeing is slow then. */
    private NativeBlock allocateClosable(long bytes) {
        Arena arena = Arena.ofShared();
        MemorySegment segment = arena.allocate(bytes, ALIGNMENT);
        allocated.add(bytes);
        return new NativeBlock(segment, freed -> {
            arena.close();
            allocated.add(-freed.byteSize());
        });
    }

    @Override
    public long allocatedBytes() {
        return allocated.sum();
    }

    private void free(MemorySegment segment) {
        try {
            FREE.invokeExact(segment);
        } catch (Throwable e) {
            throw new AssertionError("free throws nothing", e);
        }
        allocated.add(-segment.byteSize());
    }

    private static MemorySegment calloc(long bytes) {
        try {
            return (MemorySegment) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable e) {
            throw new AssertionError("calloc throws nothing", e);
        }
    }
}
