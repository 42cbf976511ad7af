/** Requests as Kubernetes reads them: what a path names, what a body holds, what is wanted back. */
@NullMarked
package dev.keelson.apiserver.server.request;

import org.jspecify.annotations.NullMarked;
