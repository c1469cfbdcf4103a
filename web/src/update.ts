/** Bring a part of the page up to date where it stands: what has the focus keeps it. */
export function update(old: Node, fresh: Node): void {
  if (old.isEqualNode(fresh)) return;
  if (old instanceof Element && fresh instanceof Element) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  } else if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
  const [kept, wanted] = [[...old.childNodes], [...fresh.childNodes]];
  wanted.forEach((child, i) => {
    const there = kept[i];
    if (!there) old.appendChild(child);
    else if (there.nodeName === child.nodeName) update(there, child);
    else old.replaceChild(child, there);
  });
  for (const each of kept.slice(wanted.length)) old.removeChild(each);
}
