# The run must not change what is in the repository.
tree_before=""

tree_state() {
  command -v git >/dev/null || { echo "no git here to ask"; return; }
  git -c safe.directory="$PWD" status --porcelain
}

remember_tree() {
  tree_before=$(tree_state)
}

compare_tree() {
  local tree_after
  tree_after=$(tree_state)
  diff <(echo "$tree_before") <(echo "$tree_after")
}
