// SPDX-License-Identifier: Apache-2.0
/** Programs for {@link dev.stillpoint.scheduler.Launch}, as somebody might have written them who never heard of it. */
package dev.stillpoint.scheduler.launch;
