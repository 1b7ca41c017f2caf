// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.kotlin

import dev.stillpoint.reclaim.ReadGuard
import dev.stillpoint.reclaim.ScopedQsbr
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody
import dev.stillpoint.reclaim.Snapshot
import java.lang.foreign.ValueLayout

// What is right: nothing of it is to be accused.

class Used {
    fun title(id: Int): String = ScopedQsbr.open().use { guard -> Shop.today.get(guard).title(id) } // allowed
}

class UsedInOwnFunction {
    fun title(id: Int): String = reading { guard -> Shop.today.get(guard).title(id) } // allowed

    fun early(ids: List<Int>): String? {
        reading { guard ->
            for (id in ids) {
                val product = Shop.today.get(guard).product(id) // allowed
                if (product.cents > 100) {
                    return product.title // allowed
                }
            }
        }
        return null
    }
}

class Body {
    fun title(id: Int): String = ScopedQsbr.read<String, RuntimeException> { guard -> Shop.today.get(guard).title(id) } // allowed

    fun plain(id: Int): String =
        ScopedQsbr.read(SectionBody<String, RuntimeException> { Shop.today.get().title(id) }) // allowed

    fun print(id: Int) = ScopedQsbr.run<RuntimeException> { println(Shop.today.get().title(id)) } // allowed
}

class Scoped {
    fun line(id: Int): String = reading { guard ->
        Shop.today.get(guard).product(id).let { "${it.id}: ${it.title}" } // allowed
    }

    fun ran(id: Int): Long = reading { guard -> Shop.today.get(guard).product(id).run { cents * 2 } } // allowed

    fun with(id: Int): String = reading { guard -> with(Shop.today.get(guard)) { title(id) + cents(id) } } // allowed

    fun also(id: Int): Long = reading { guard ->
        Shop.today.get(guard).product(id).also { println(it.title) }.cents // allowed
    }

    fun applied(id: Int): Int = reading { guard -> Shop.today.get(guard).apply { println(title(id)) }.size } // allowed

    fun taken(id: Int): Long = reading { guard ->
        Shop.today.get(guard).product(id).takeIf { it.cents > 0 }?.cents ?: 0 // allowed
    }
}

class Mapped {
    fun titles(ids: List<Int>): List<String> = reading { guard ->
        val now = Shop.today.get(guard)
        ids.filter { now.cents(it) > 100 }.map { now.title(it) } // allowed
    }

    fun sums(ids: List<Int>): Long = reading { guard ->
        val now = Shop.today.get(guard)
        ids.sumOf { now.product(it).cents } // allowed
    }

    fun grouped(ids: List<Int>): Map<Long, List<Int>> = reading { guard ->
        val now = Shop.today.get(guard)
        ids.groupBy { now.cents(it) } // allowed
    }

    fun joined(ids: List<Int>): String = reading { guard ->
        val now = Shop.today.get(guard)
        ids.joinToString { now.title(it) } // allowed
    }
}

class Sequences {
    fun titles(): List<String> = reading { guard ->
        Shop.today.get(guard).products().filter { it.cents > 0 }.map { it.title }.toList() // allowed
    }

    fun first(): String? = reading { guard -> Shop.today.get(guard).products().map { it.title }.firstOrNull() } // allowed

    fun count(): Int = reading { guard -> Shop.today.get(guard).products().count { it.cents > 100 } } // allowed
}

class DataCopies {
    fun offer(id: Int): Offer = reading { guard ->
        val product = Shop.today.get(guard).product(id)
        Offer(product.id, product.title, product.cents) // allowed
    }

    fun offers(ids: List<Int>): List<Offer> = reading { guard ->
        val now = Shop.today.get(guard)
        ids.map { Offer(it, now.title(it), now.cents(it)) } // allowed
    }
}

fun Product.toOffer() = Offer(id, title, cents) // allowed

fun Catalog.cheapest(): Int = (0 until size).minBy { cents(it) } // allowed

class Extensions {
    fun offer(id: Int): Offer = reading { guard -> Shop.today.get(guard).product(id).toOffer() } // allowed

    fun cheapest(): Int = reading { guard -> Shop.today.get(guard).cheapest() } // allowed
}

class Companion {
    fun title(id: Int): String = title(id, "none")

    companion object {
        private val titles = HashMap<Int, String>()

        fun title(id: Int, other: String): String =
            titles.getOrPut(id) { reading { guard -> Shop.today.get(guard).title(id).ifEmpty { other } } } // allowed
    }
}

class Nullable {
    fun title(wanted: Boolean): String? {
        val guard: ReadGuard? = if (wanted) ScopedQsbr.open() else null // allowed
        return guard.use { it?.let { open -> Shop.today.get(open).title(0) } }
    }
}

class Finally {
    fun title(): String {
        val guard = ScopedQsbr.open() // allowed
        try {
            return Shop.today.get(guard).title(0)
        } finally {
            guard.close()
        }
    }
}

class Snapshots : AutoCloseable {
    private val snapshot: Snapshot<Catalog> = Shop.today.snapshot() // allowed
    private val first: Product = snapshot.get().product(0) // allowed

    fun title(): String = first.title // allowed

    fun total(): Long = Shop.today.snapshot().use { it.get().products().sumOf { each -> each.cents } } // allowed

    override fun close() = snapshot.close()
}

class WhenBranches {
    fun figure(what: String): Any = reading { guard ->
        val now = Shop.today.get(guard)
        when (what) {
            "size" -> now.size // allowed
            "title" -> now.title(0) // allowed
            "bytes" -> now.product(0).bytes.toArray(ValueLayout.JAVA_BYTE) // allowed
            else -> throw IllegalArgumentException("$what of $now")
        }
    }
}

class Destructured {
    fun size(id: Int): Long = reading { guard ->
        val (bytes) = Shop.today.get(guard).product(id)
        bytes.byteSize() // allowed
    }
}

class OwnHigherOrder {
    private fun <T> onToday(question: (Catalog) -> T): T = reading { guard -> question(Shop.today.get(guard)) }

    fun size(): Int = onToday { it.size } // allowed

    fun title(): String = onToday { now -> now.title(1) } // allowed

    fun byReference(): Int = onToday(Catalog::size) // allowed
}

class LocalFunction {
    fun total(ids: List<Int>): Long = reading { guard ->
        val now = Shop.today.get(guard)
        fun price(id: Int): Long = now.cents(id) // allowed
        ids.sumOf { price(it) } // allowed
    }
}
