/**
 * What kubelets may: {@link dev.keelson.apiserver.server.auth.node.NodeAuthorizer} lets a node
 * reach the objects that its pods need, and no others, by {@link
 * dev.keelson.apiserver.server.auth.node.NodeGraph}.
 */
@NullMarked
package dev.keelson.apiserver.server.auth.node;

import org.jspecify.annotations.NullMarked;
