// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.kotlin

import dev.stillpoint.reclaim.ReadGuard
import dev.stillpoint.reclaim.ScopedQsbr
import dev.stillpoint.reclaim.Snapshot
import java.lang.foreign.MemorySegment
import java.util.concurrent.ExecutorService
import kotlin.concurrent.thread

// What is wrong: all of it is to be found.

class KeptInProperty {
    private var last: Catalog? = null

    fun look() = reading { guard -> last = Shop.today.get(guard) } // escapes: FIELD
}

class KeptByAlso {
    private var last: Product? = null

    fun price(id: Int): Long = reading { guard ->
        Shop.today.get(guard).product(id).also { last = it }.cents // escapes: FIELD
    }
}

class KeptInCompanion {
    companion object {
        private var last: Catalog? = null

        fun look() = reading { guard -> last = Shop.today.get(guard) } // escapes: STATIC_FIELD
    }
}

object KeptInObject {
    private val seen = ArrayList<Product>()

    fun look(id: Int) = reading { guard -> seen.add(Shop.today.get(guard).product(id)) } // escapes: COLLECTION
}

class ReturnedFromUse {
    fun now(): Catalog = ScopedQsbr.open().use { guard -> Shop.today.get(guard) } // escapes: RETURN

    fun title(): String = now().title(0)
}

class ReturnedFromOwnFunction {
    fun product(id: Int): Product = reading { guard -> Shop.today.get(guard).product(id) } // escapes: RETURN
}

class ReturnedFromBody {
    fun picture(id: Int): MemorySegment = ScopedQsbr.read<MemorySegment, RuntimeException> { guard ->
        Shop.today.get(guard).product(id).picture // escapes: SECTION_RESULT
    }
}

class UsedAfterUse {
    fun title(): String {
        val now = reading { guard -> Shop.today.get(guard) }
        return now.title(0) // escapes: USE_AFTER_CLOSE
    }
}

class UsedAfterByVariable {
    fun price(id: Int): Long {
        var product: Product? = null
        ScopedQsbr.open().use { guard -> product = Shop.today.get(guard).product(id) }
        return product!!.cents // escapes: USE_AFTER_CLOSE
    }
}

class MappedViews {
    fun products(ids: List<Int>): List<Product> = reading { guard ->
        val now = Shop.today.get(guard)
        ids.map { now.product(it) } // escapes: COLLECTION
    }
}

class SequenceOfViews {
    fun all(): List<Product> = reading { guard -> Shop.today.get(guard).products().toList() } // escapes: COLLECTION
}

class LazySequence {
    fun titles(ids: List<Int>): Sequence<String> = reading { guard ->
        val now = Shop.today.get(guard)
        ids.asSequence().map { now.title(it) } // escapes: CAPTURE
    }
}

class LambdaReturned {
    fun later(): () -> String = reading { guard ->
        val now = Shop.today.get(guard)
        val later = { now.title(0) } // escapes: CAPTURE
        later
    }
}

class ThreadStarted {
    fun print() = reading { guard ->
        val now = Shop.today.get(guard)
        thread { println(now.title(0)) } // escapes: HANDOVER
    }
}

class ExecutorFed {
    fun print(executor: ExecutorService) = reading { guard ->
        val now = Shop.today.get(guard)
        executor.execute { println(now.title(0)) } // escapes: HANDOVER
    }
}

class Waiting {
    fun slowly() = reading { guard ->
        Thread.sleep(100) // escapes: BLOCKING_CALL
        Shop.today.get(guard).size
    }

    @Synchronized
    private fun locked() = 1

    fun synchronizing() = reading { guard -> Shop.today.get(guard).size + locked() } // escapes: BLOCKING_CALL
}

class NotClosed {
    fun title(): String {
        val guard = ScopedQsbr.open() // escapes: NOT_CLOSED
        val title = Shop.today.get(guard).title(0)
        guard.close()
        return title
    }
}

class PairOfViews {
    fun ends(): Pair<Product, Product> = reading { guard ->
        val now = Shop.today.get(guard)
        now.product(0) to now.product(now.size - 1) // escapes: COLLECTION
    }
}

data class Row(val product: Product, val amount: Int) // escapes: FIELD, RETURN

class DataClassOfViews {
    fun row(id: Int): Row = reading { guard ->
        Row(Shop.today.get(guard).product(id), 1)
    }
}

fun Catalog.firstProduct() = product(0) // escapes: RETURN

class SnapshotUsedLate {
    fun title(): String {
        val now = Shop.today.snapshot().use { it.get() }
        return now.title(0) // escapes: SNAPSHOT_USE_AFTER_CLOSE
    }
}

class SnapshotDropped {
    fun title(): String = Shop.today.snapshot().get().title(0) // escapes: SNAPSHOT_NOT_CLOSED
}

class LazyProperty {
    private val first by lazy { Shop.today.get().product(0) } // escapes: RETURN

    fun title(): String = reading { _: ReadGuard -> first.title }
}

class CallbackKeeps {
    private var last: Catalog? = null

    private fun onToday(use: (Catalog) -> Unit) = reading { guard -> use(Shop.today.get(guard)) }

    fun keep() = onToday { last = it } // escapes: FIELD
}

class SnapshotOnGoodPath {
    fun title(): String {
        val snapshot: Snapshot<Catalog> = Shop.today.snapshot() // escapes: SNAPSHOT_NOT_CLOSED
        val title = snapshot.get().title(0)
        snapshot.close()
        return title
    }
}
