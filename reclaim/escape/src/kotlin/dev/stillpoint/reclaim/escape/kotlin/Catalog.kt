// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.kotlin

import dev.stillpoint.reclaim.GuardScoped
import dev.stillpoint.reclaim.QsbrReference
import dev.stillpoint.reclaim.ReadGuard
import dev.stillpoint.reclaim.Reclaimable
import dev.stillpoint.reclaim.ScopedQsbr
import java.lang.foreign.MemorySegment
import java.lang.foreign.ValueLayout

/** What the shop sells today: a version, as a user of Kotlin would write it. */
class Catalog(private val memory: MemorySegment) : Reclaimable {

    val size: Int
        get() = memory.get(ValueLayout.JAVA_INT, 0)

    fun title(id: Int): String = memory.getString(id * ROW + 32)

    fun cents(id: Int): Long = memory.get(ValueLayout.JAVA_LONG, id * ROW + 8)

    @GuardScoped
    fun product(id: Int): Product = Product(memory.asSlice(id * ROW, ROW))

    @GuardScoped
    fun products(): Sequence<Product> = (0 until size).asSequence().map { product(it) }

    override fun reclaim() {
        memory.fill(0)
    }

    override fun byteSize(): Long = memory.byteSize()

    companion object {
        private const val ROW = 64L
    }
}

/** One product: a view. */
@GuardScoped
data class Product(val bytes: MemorySegment) {

    val id: Int
        get() = bytes.get(ValueLayout.JAVA_INT, 0)

    val cents: Long
        get() = bytes.get(ValueLayout.JAVA_LONG, 8)

    val title: String
        get() = bytes.getString(32)

    val picture: MemorySegment
        get() = bytes.asSlice(48)
}

/** An offer, which is a copy. */
data class Offer(val id: Int, val title: String, val cents: Long)

object Shop {
    lateinit var today: QsbrReference<Catalog>
}

/** The form that reads best in Kotlin: nothing of it is left in the class file but the section. */
// @start region="reading"
inline fun <T> reading(body: (ReadGuard) -> T): T = ScopedQsbr.open().use(body)
// @end
