/** What nodes may write, and what a pod gets from the runtime that its node shall use. */
@NullMarked
package dev.keelson.apiserver.server.admission.node;

import org.jspecify.annotations.NullMarked;
