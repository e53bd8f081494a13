"use strict";
(() => {
  // node_modules/preact/dist/preact.module.js
  var n;
  var l;
  var u;
  var t;
  var i;
  var r;
  var o;
  var e;
  var f;
  var c;
  var a;
  var s;
  var h;
  var p;
  var v;
  var y;
  var d = {};
  var w = [];
  var _ = /acit|ex(?:s|g|n|p|$)|rph|grid|ows|mnc|ntw|ine[ch]|zoo|^ord|itera/i;
  var g = Array.isArray;
  function m(n3, l4) {
    for (var u5 in l4) n3[u5] = l4[u5];
    return n3;
  }
  function b(n3) {
    n3 && n3.parentNode && n3.parentNode.removeChild(n3);
  }
  function k(l4, u5, t4) {
    var i4, r4, o4, e4 = {};
    for (o4 in u5) "key" == o4 ? i4 = u5[o4] : "ref" == o4 ? r4 = u5[o4] : e4[o4] = u5[o4];
    if (arguments.length > 2 && (e4.children = arguments.length > 3 ? n.call(arguments, 2) : t4), "function" == typeof l4 && null != l4.defaultProps) for (o4 in l4.defaultProps) void 0 === e4[o4] && (e4[o4] = l4.defaultProps[o4]);
    return x(l4, e4, i4, r4, null);
  }
  function x(n3, t4, i4, r4, o4) {
    var e4 = { type: n3, props: t4, key: i4, ref: r4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: void 0, __v: null == o4 ? ++u : o4, __i: -1, __u: 0 };
    return null == o4 && null != l.vnode && l.vnode(e4), e4;
  }
  function S(n3) {
    return n3.children;
  }
  function C(n3, l4) {
    this.props = n3, this.context = l4;
  }
  function $(n3, l4) {
    if (null == l4) return n3.__ ? $(n3.__, n3.__i + 1) : null;
    for (var u5; l4 < n3.__k.length; l4++) if (null != (u5 = n3.__k[l4]) && null != u5.__e) return u5.__e;
    return "function" == typeof n3.type ? $(n3) : null;
  }
  function I(n3) {
    if (n3.__P && n3.__d) {
      var u5 = n3.__v, t4 = u5.__e, i4 = [], r4 = [], o4 = m({}, u5);
      o4.__v = u5.__v + 1, l.vnode && l.vnode(o4), q(n3.__P, o4, u5, n3.__n, n3.__P.namespaceURI, 32 & u5.__u ? [t4] : null, i4, null == t4 ? $(u5) : t4, !!(32 & u5.__u), r4), o4.__v = u5.__v, o4.__.__k[o4.__i] = o4, D(i4, o4, r4), u5.__e = u5.__ = null, o4.__e != t4 && P(o4);
    }
  }
  function P(n3) {
    if (null != (n3 = n3.__) && null != n3.__c) return n3.__e = n3.__c.base = null, n3.__k.some(function(l4) {
      if (null != l4 && null != l4.__e) return n3.__e = n3.__c.base = l4.__e;
    }), P(n3);
  }
  function A(n3) {
    (!n3.__d && (n3.__d = true) && i.push(n3) && !H.__r++ || r != l.debounceRendering) && ((r = l.debounceRendering) || o)(H);
  }
  function H() {
    try {
      for (var n3, l4 = 1; i.length; ) i.length > l4 && i.sort(e), n3 = i.shift(), l4 = i.length, I(n3);
    } finally {
      i.length = H.__r = 0;
    }
  }
  function L(n3, l4, u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y4, _4, g4 = t4 && t4.__k || w, m5 = l4.length;
    for (f5 = T(u5, l4, g4, f5, m5), s4 = 0; s4 < m5; s4++) null != (p5 = u5.__k[s4]) && (h5 = -1 != p5.__i && g4[p5.__i] || d, p5.__i = s4, _4 = q(n3, p5, h5, i4, r4, o4, e4, f5, c4, a4), v4 = p5.__e, p5.ref && h5.ref != p5.ref && (h5.ref && J(h5.ref, null, p5), a4.push(p5.ref, p5.__c || v4, p5)), null == y4 && null != v4 && (y4 = v4), 4 & p5.__u ? (f5 = j(p5, f5, n3), h5.__e && (h5.__e = null)) : "function" == typeof p5.type && void 0 !== _4 ? f5 = _4 : v4 && (f5 = v4.nextSibling), p5.__u &= -7);
    return u5.__e = y4, f5;
  }
  function T(n3, l4, u5, t4, i4) {
    var r4, o4, e4, f5, c4, a4 = u5.length, s4 = a4, h5 = 0;
    for (n3.__k = new Array(i4), r4 = 0; r4 < i4; r4++) null != (o4 = l4[r4]) && "boolean" != typeof o4 && "function" != typeof o4 ? ("string" == typeof o4 || "number" == typeof o4 || "bigint" == typeof o4 || o4.constructor == String ? o4 = n3.__k[r4] = x(null, o4, null, null, null) : g(o4) ? o4 = n3.__k[r4] = x(S, { children: o4 }, null, null, null) : void 0 === o4.constructor && o4.__b > 0 ? o4 = n3.__k[r4] = x(o4.type, o4.props, o4.key, o4.ref ? o4.ref : null, o4.__v) : n3.__k[r4] = o4, f5 = r4 + h5, o4.__ = n3, o4.__b = n3.__b + 1, e4 = null, -1 != (c4 = o4.__i = O(o4, u5, f5, s4)) && (s4--, (e4 = u5[c4]) && (e4.__u |= 2)), null == e4 || null == e4.__v ? (-1 == c4 && (i4 > a4 ? h5-- : i4 < a4 && h5++), "function" != typeof o4.type && (o4.__u |= 4)) : c4 != f5 && (c4 == f5 - 1 ? h5-- : c4 == f5 + 1 ? h5++ : (c4 > f5 ? h5-- : h5++, o4.__u |= 4))) : n3.__k[r4] = null;
    if (s4) for (r4 = 0; r4 < a4; r4++) null != (e4 = u5[r4]) && 0 == (2 & e4.__u) && (e4.__e == t4 && (t4 = $(e4)), K(e4, e4));
    return t4;
  }
  function j(n3, l4, u5) {
    var t4, i4;
    if ("function" == typeof n3.type) {
      for (t4 = n3.__k, i4 = 0; t4 && i4 < t4.length; i4++) t4[i4] && (t4[i4].__ = n3, l4 = j(t4[i4], l4, u5));
      return l4;
    }
    n3.__e != l4 && (l4 && n3.type && !l4.parentNode && (l4 = $(n3)), l4 = u5.insertBefore(n3.__e, l4 || null));
    do {
      l4 = l4 && l4.nextSibling;
    } while (null != l4 && 8 == l4.nodeType);
    return l4;
  }
  function O(n3, l4, u5, t4) {
    var i4, r4, o4, e4 = n3.key, f5 = n3.type, c4 = l4[u5], a4 = null != c4 && 0 == (2 & c4.__u);
    if (null === c4 && null == e4 || a4 && e4 == c4.key && f5 == c4.type) return u5;
    if (t4 > (a4 ? 1 : 0)) {
      for (i4 = u5 - 1, r4 = u5 + 1; i4 >= 0 || r4 < l4.length; ) if (null != (c4 = l4[o4 = i4 >= 0 ? i4-- : r4++]) && 0 == (2 & c4.__u) && e4 == c4.key && f5 == c4.type) return o4;
    }
    return -1;
  }
  function z(n3, l4, u5) {
    "-" == l4[0] ? n3.setProperty(l4, null == u5 ? "" : u5) : n3[l4] = null == u5 ? "" : "number" != typeof u5 || _.test(l4) ? u5 : u5 + "px";
  }
  function N(n3, l4, u5, t4, i4) {
    var r4, o4;
    n: if ("style" == l4) if ("string" == typeof u5) n3.style.cssText = u5;
    else {
      if ("string" == typeof t4 && (n3.style.cssText = t4 = ""), t4) for (l4 in t4) u5 && l4 in u5 || z(n3.style, l4, "");
      if (u5) for (l4 in u5) t4 && u5[l4] == t4[l4] || z(n3.style, l4, u5[l4]);
    }
    else if ("o" == l4[0] && "n" == l4[1]) r4 = l4 != (l4 = l4.replace(s, "$1")), o4 = l4.toLowerCase(), l4 = o4 in n3 || "onFocusOut" == l4 || "onFocusIn" == l4 ? o4.slice(2) : l4.slice(2), n3.l || (n3.l = {}), n3.l[l4 + r4] = u5, u5 ? t4 ? u5[a] = t4[a] : (u5[a] = h, n3.addEventListener(l4, r4 ? v : p, r4)) : n3.removeEventListener(l4, r4 ? v : p, r4);
    else {
      if ("http://www.w3.org/2000/svg" == i4) l4 = l4.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
      else if ("width" != l4 && "height" != l4 && "href" != l4 && "list" != l4 && "form" != l4 && "tabIndex" != l4 && "download" != l4 && "rowSpan" != l4 && "colSpan" != l4 && "role" != l4 && "popover" != l4 && l4 in n3) try {
        n3[l4] = null == u5 ? "" : u5;
        break n;
      } catch (n4) {
      }
      "function" == typeof u5 || (null == u5 || false === u5 && "-" != l4[4] ? n3.removeAttribute(l4) : n3.setAttribute(l4, "popover" == l4 && 1 == u5 ? "" : u5));
    }
  }
  function V(n3) {
    return function(u5) {
      if (this.l) {
        var t4 = this.l[u5.type + n3];
        if (null == u5[c]) u5[c] = h++;
        else if (u5[c] < t4[a]) return;
        return t4(l.event ? l.event(u5) : u5);
      }
    };
  }
  function q(n3, u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y4, d4, _4, k4, x3, M2, I2, P2, A4, H2, T4, j4, F2 = u5.type;
    if (void 0 !== u5.constructor) return null;
    128 & t4.__u && (c4 = !!(32 & t4.__u), o4 = [f5 = u5.__e = t4.__e]), (s4 = l.__b) && s4(u5);
    n: if ("function" == typeof F2) {
      h5 = e4.length;
      try {
        if (x3 = u5.props, M2 = F2.prototype && F2.prototype.render, I2 = (s4 = F2.contextType) && i4[s4.__c], P2 = s4 ? I2 ? I2.props.value : s4.__ : i4, t4.__c ? k4 = (p5 = u5.__c = t4.__c).__ = p5.__E : (M2 ? u5.__c = p5 = new F2(x3, P2) : (u5.__c = p5 = new C(x3, P2), p5.constructor = F2, p5.render = Q), I2 && I2.sub(p5), p5.state || (p5.state = {}), p5.__n = i4, v4 = p5.__d = true, p5.__h = [], p5._sb = []), M2 && null == p5.__s && (p5.__s = p5.state), M2 && null != F2.getDerivedStateFromProps && (p5.__s == p5.state && (p5.__s = m({}, p5.__s)), m(p5.__s, F2.getDerivedStateFromProps(x3, p5.__s))), y4 = p5.props, d4 = p5.state, p5.__v = u5, v4) M2 && null == F2.getDerivedStateFromProps && null != p5.componentWillMount && p5.componentWillMount(), M2 && null != p5.componentDidMount && p5.__h.push(p5.componentDidMount);
        else {
          if (M2 && null == F2.getDerivedStateFromProps && x3 !== y4 && null != p5.componentWillReceiveProps && p5.componentWillReceiveProps(x3, P2), u5.__v == t4.__v || !p5.__e && null != p5.shouldComponentUpdate && false === p5.shouldComponentUpdate(x3, p5.__s, P2)) {
            u5.__v != t4.__v && (p5.props = x3, p5.state = p5.__s, p5.__d = false), u5.__e = t4.__e, u5.__k = t4.__k, u5.__k.some(function(n4) {
              n4 && (n4.__ = u5);
            }), w.push.apply(p5.__h, p5._sb), p5._sb = [], p5.__h.length && e4.push(p5), f5 = $(t4);
            break n;
          }
          null != p5.componentWillUpdate && p5.componentWillUpdate(x3, p5.__s, P2), M2 && null != p5.componentDidUpdate && p5.__h.push(function() {
            p5.componentDidUpdate(y4, d4, _4);
          });
        }
        if (p5.context = P2, p5.props = x3, p5.__P = n3, p5.__e = false, A4 = l.__r, H2 = 0, M2) p5.state = p5.__s, p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), w.push.apply(p5.__h, p5._sb), p5._sb = [];
        else do {
          p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), p5.state = p5.__s;
        } while (p5.__d && ++H2 < 25);
        p5.state = p5.__s, null != p5.getChildContext && (i4 = m(m({}, i4), p5.getChildContext())), M2 && !v4 && null != p5.getSnapshotBeforeUpdate && (_4 = p5.getSnapshotBeforeUpdate(y4, d4)), T4 = null != s4 && s4.type === S && null == s4.key ? E(s4.props.children) : s4, f5 = L(n3, g(T4) ? T4 : [T4], u5, t4, i4, r4, o4, e4, f5, c4, a4), p5.base = u5.__e, u5.__u &= -161, p5.__h.length && e4.push(p5), k4 && (p5.__E = p5.__ = null);
      } catch (n4) {
        if (e4.length = h5, u5.__v = null, c4 || null != o4) {
          if (n4.then) {
            for (u5.__u |= c4 ? 160 : 128; f5 && 8 == f5.nodeType && f5.nextSibling; ) f5 = f5.nextSibling;
            null != o4 && (o4[o4.indexOf(f5)] = null), u5.__e = f5;
          } else if (null != o4) for (j4 = o4.length; j4--; ) b(o4[j4]);
        } else u5.__e = t4.__e;
        null == u5.__k && (u5.__k = t4.__k || []), n4.then || B(u5), l.__e(n4, u5, t4);
      }
    } else null == o4 && u5.__v == t4.__v ? (u5.__k = t4.__k, u5.__e = t4.__e) : f5 = u5.__e = G(t4.__e, u5, t4, i4, r4, o4, e4, c4, a4);
    return (s4 = l.diffed) && s4(u5), 128 & u5.__u ? void 0 : f5;
  }
  function B(n3) {
    n3 && (n3.__c && (n3.__c.__e = true), n3.__k && n3.__k.some(B));
  }
  function D(n3, u5, t4) {
    for (var i4 = 0; i4 < t4.length; i4++) J(t4[i4], t4[++i4], t4[++i4]);
    l.__c && l.__c(u5, n3), n3.some(function(u6) {
      try {
        n3 = u6.__h, u6.__h = [], n3.some(function(n4) {
          n4.call(u6);
        });
      } catch (n4) {
        l.__e(n4, u6.__v);
      }
    });
  }
  function E(n3) {
    return "object" != typeof n3 || null == n3 || n3.__b > 0 ? n3 : g(n3) ? n3.map(E) : void 0 !== n3.constructor ? null : m({}, n3);
  }
  function G(u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y4, w5, _4, m5 = i4.props || d, k4 = t4.props, x3 = t4.type;
    if ("svg" == x3 ? o4 = "http://www.w3.org/2000/svg" : "math" == x3 ? o4 = "http://www.w3.org/1998/Math/MathML" : o4 || (o4 = "http://www.w3.org/1999/xhtml"), null != e4) {
      for (s4 = 0; s4 < e4.length; s4++) if ((y4 = e4[s4]) && "setAttribute" in y4 == !!x3 && (x3 ? y4.localName == x3 : 3 == y4.nodeType)) {
        u5 = y4, e4[s4] = null;
        break;
      }
    }
    if (null == u5) {
      if (null == x3) return document.createTextNode(k4);
      u5 = document.createElementNS(o4, x3, k4.is && k4), c4 && (l.__m && l.__m(t4, e4), c4 = false), e4 = null;
    }
    if (null == x3) m5 === k4 || c4 && u5.data == k4 || (u5.data = k4);
    else {
      if (e4 = "textarea" == x3 && null != k4.defaultValue ? null : e4 && n.call(u5.childNodes), !c4 && null != e4) for (m5 = {}, s4 = 0; s4 < u5.attributes.length; s4++) m5[(y4 = u5.attributes[s4]).name] = y4.value;
      for (s4 in m5) y4 = m5[s4], "dangerouslySetInnerHTML" == s4 ? p5 = y4 : "children" == s4 || s4 in k4 || "value" == s4 && "defaultValue" in k4 || "checked" == s4 && "defaultChecked" in k4 || N(u5, s4, null, y4, o4);
      for (s4 in k4) y4 = k4[s4], "children" == s4 ? v4 = y4 : "dangerouslySetInnerHTML" == s4 ? h5 = y4 : "value" == s4 ? w5 = y4 : "checked" == s4 ? _4 = y4 : c4 && "function" != typeof y4 || m5[s4] === y4 || N(u5, s4, y4, m5[s4], o4);
      if (h5) c4 || p5 && (h5.__html == p5.__html || h5.__html == u5.innerHTML) || (u5.innerHTML = h5.__html), t4.__k = [];
      else if (p5 && (u5.innerHTML = ""), L("template" == t4.type ? u5.content : u5, g(v4) ? v4 : [v4], t4, i4, r4, "foreignObject" == x3 ? "http://www.w3.org/1999/xhtml" : o4, e4, f5, e4 ? e4[0] : i4.__k && $(i4, 0), c4, a4), null != e4) for (s4 = e4.length; s4--; ) b(e4[s4]);
      c4 && "textarea" != x3 || (s4 = "value", "progress" == x3 && null == w5 ? u5.removeAttribute("value") : null != w5 && (w5 !== u5[s4] || "progress" == x3 && !w5 || "option" == x3 && w5 != m5[s4]) && N(u5, s4, w5, m5[s4], o4), s4 = "checked", null != _4 && _4 != u5[s4] && N(u5, s4, _4, m5[s4], o4));
    }
    return u5;
  }
  function J(n3, u5, t4) {
    try {
      if ("function" == typeof n3) {
        var i4 = "function" == typeof n3.__u;
        i4 && n3.__u(), i4 && null == u5 || (n3.__u = n3(u5));
      } else n3.current = u5;
    } catch (n4) {
      l.__e(n4, t4);
    }
  }
  function K(n3, u5, t4) {
    var i4, r4;
    if (l.unmount && l.unmount(n3), (i4 = n3.ref) && (i4.current && i4.current != n3.__e || J(i4, null, u5)), null != (i4 = n3.__c)) {
      if (i4.componentWillUnmount) try {
        i4.componentWillUnmount();
      } catch (n4) {
        l.__e(n4, u5);
      }
      i4.base = i4.__P = i4.__n = null;
    }
    if (i4 = n3.__k) for (r4 = 0; r4 < i4.length; r4++) i4[r4] && K(i4[r4], u5, t4 || "function" != typeof n3.type);
    t4 || b(n3.__e), n3.__c = n3.__ = n3.__e = void 0;
  }
  function Q(n3, l4, u5) {
    return this.constructor(n3, u5);
  }
  function R(u5, t4, i4) {
    var r4, o4, e4, f5;
    t4 == document && (t4 = document.documentElement), l.__ && l.__(u5, t4), o4 = (r4 = "function" == typeof i4) ? null : i4 && i4.__k || t4.__k, e4 = [], f5 = [], q(t4, u5 = (!r4 && i4 || t4).__k = k(S, null, [u5]), o4 || d, d, t4.namespaceURI, !r4 && i4 ? [i4] : o4 ? null : t4.firstChild ? n.call(t4.childNodes) : null, e4, !r4 && i4 ? i4 : o4 ? o4.__e : t4.firstChild, r4, f5), D(e4, u5, f5), u5.props.children = null;
  }
  n = w.slice, l = { __e: function(n3, l4, u5, t4) {
    for (var i4, r4, o4; l4 = l4.__; ) if ((i4 = l4.__c) && !i4.__) try {
      if ((r4 = i4.constructor) && null != r4.getDerivedStateFromError && (i4.setState(r4.getDerivedStateFromError(n3)), o4 = i4.__d), null != i4.componentDidCatch && (i4.componentDidCatch(n3, t4 || {}), o4 = i4.__d), o4) return i4.__E = i4;
    } catch (l5) {
      n3 = l5;
    }
    throw n3;
  } }, u = 0, t = function(n3) {
    return null != n3 && void 0 === n3.constructor;
  }, C.prototype.setState = function(n3, l4) {
    var u5;
    u5 = null != this.__s && this.__s != this.state ? this.__s : this.__s = m({}, this.state), "function" == typeof n3 && (n3 = n3(m({}, u5), this.props)), n3 && m(u5, n3), null != n3 && this.__v && (l4 && this._sb.push(l4), A(this));
  }, C.prototype.forceUpdate = function(n3) {
    this.__v && (this.__e = true, n3 && this.__h.push(n3), A(this));
  }, C.prototype.render = S, i = [], o = "function" == typeof Promise ? Promise.prototype.then.bind(Promise.resolve()) : setTimeout, e = function(n3, l4) {
    return n3.__v.__b - l4.__v.__b;
  }, H.__r = 0, f = Math.random().toString(8), c = "__d" + f, a = "__a" + f, s = /(PointerCapture)$|Capture$/i, h = 0, p = V(false), v = V(true), y = 0;

  // node_modules/preact/hooks/dist/hooks.module.js
  var t2;
  var r2;
  var u2;
  var i2;
  var o2 = 0;
  var f2 = [];
  var c2 = l;
  var e2 = c2.__b;
  var a2 = c2.__r;
  var v2 = c2.diffed;
  var l2 = c2.__c;
  var m2 = c2.unmount;
  var p2 = c2.__;
  function s2(n3, t4) {
    c2.__h && c2.__h(r2, n3, o2 || t4), o2 = 0;
    var u5 = r2.__H || (r2.__H = { __: [], __h: [] });
    return n3 >= u5.__.length && u5.__.push({}), u5.__[n3];
  }
  function h2(n3, u5) {
    var i4 = s2(t2++, 3);
    !c2.__s && C2(i4.__H, u5) && (i4.__ = n3, i4.u = u5, r2.__H.__h.push(i4));
  }
  function _2(n3, u5) {
    var i4 = s2(t2++, 4);
    !c2.__s && C2(i4.__H, u5) && (i4.__ = n3, i4.u = u5, r2.__h.push(i4));
  }
  function A2(n3) {
    return o2 = 5, T2(function() {
      return { current: n3 };
    }, []);
  }
  function T2(n3, r4) {
    var u5 = s2(t2++, 7);
    return C2(u5.__H, r4) && (u5.__ = n3(), u5.__H = r4, u5.__h = n3), u5.__;
  }
  function j2() {
    for (var n3; n3 = f2.shift(); ) {
      var t4 = n3.__H;
      if (n3.__P && t4) try {
        t4.__h.some(z2), t4.__h.some(B2), t4.__h = [];
      } catch (r4) {
        t4.__h = [], c2.__e(r4, n3.__v);
      }
    }
  }
  c2.__b = function(n3) {
    r2 = null, e2 && e2(n3);
  }, c2.__ = function(n3, t4) {
    n3 && t4.__k && t4.__k.__m && (n3.__m = t4.__k.__m), p2 && p2(n3, t4);
  }, c2.__r = function(n3) {
    a2 && a2(n3), t2 = 0;
    var i4 = (r2 = n3.__c).__H;
    i4 && (u2 === r2 ? (i4.__h = [], r2.__h = [], i4.__.some(function(n4) {
      n4.__N && (n4.__ = n4.__N), n4.u = n4.__N = void 0;
    })) : (i4.__h.some(z2), i4.__h.some(B2), i4.__h = [], t2 = 0)), u2 = r2;
  }, c2.diffed = function(n3) {
    v2 && v2(n3);
    var t4 = n3.__c;
    t4 && t4.__H && (t4.__H.__h.length && (1 !== f2.push(t4) && i2 === c2.requestAnimationFrame || ((i2 = c2.requestAnimationFrame) || w2)(j2)), t4.__H.__.some(function(n4) {
      n4.u && (n4.__H = n4.u, n4.u = void 0);
    })), u2 = r2 = null;
  }, c2.__c = function(n3, t4) {
    t4.some(function(n4) {
      try {
        n4.__h.some(z2), n4.__h = n4.__h.filter(function(n5) {
          return !n5.__ || B2(n5);
        });
      } catch (r4) {
        t4.some(function(n5) {
          n5.__h && (n5.__h = []);
        }), t4 = [], c2.__e(r4, n4.__v);
      }
    }), l2 && l2(n3, t4);
  }, c2.unmount = function(n3) {
    m2 && m2(n3);
    var t4, r4 = n3.__c;
    r4 && r4.__H && (r4.__H.__.some(function(n4) {
      try {
        z2(n4);
      } catch (n5) {
        t4 = n5;
      }
    }), r4.__H = void 0, t4 && c2.__e(t4, r4.__v));
  };
  var k2 = "function" == typeof requestAnimationFrame;
  function w2(n3) {
    var t4, r4 = function() {
      clearTimeout(u5), k2 && cancelAnimationFrame(t4), setTimeout(n3);
    }, u5 = setTimeout(r4, 35);
    k2 && (t4 = requestAnimationFrame(r4));
  }
  function z2(n3) {
    var t4 = r2, u5 = n3.__c;
    "function" == typeof u5 && (n3.__c = void 0, u5()), r2 = t4;
  }
  function B2(n3) {
    var t4 = r2;
    n3.__c = n3.__(), r2 = t4;
  }
  function C2(n3, t4) {
    return !n3 || n3.length !== t4.length || t4.some(function(t5, r4) {
      return t5 !== n3[r4];
    });
  }

  // node_modules/@preact/signals-core/dist/signals-core.module.js
  var i3 = Symbol.for("preact-signals");
  function t3() {
    if (!(v3 > 1)) {
      var i4, t4 = false;
      !(function() {
        var i5 = c3;
        c3 = void 0;
        while (void 0 !== i5) {
          var t5 = i5.S;
          if (t5.v === i5.v) {
            for (var r5 = t5.t; void 0 !== r5; r5 = r5.x) if (r5.i === i5.i) r5.i = t5.i;
          }
          i5 = i5.o;
        }
      })();
      while (void 0 !== h3) {
        var r4 = h3;
        h3 = void 0;
        s3++;
        while (void 0 !== r4) {
          var n3 = r4.u;
          r4.u = void 0;
          r4.f &= -3;
          if (!(8 & r4.f) && w3(r4)) try {
            r4.c();
          } catch (r5) {
            if (!t4) {
              i4 = r5;
              t4 = true;
            }
          }
          r4 = n3;
        }
      }
      s3 = 0;
      v3--;
      if (t4) throw i4;
    } else v3--;
  }
  function r3(i4) {
    if (v3 > 0) return i4();
    u3 = ++e3;
    v3++;
    try {
      return i4();
    } finally {
      t3();
    }
  }
  var n2;
  var o3 = void 0;
  function f3(i4) {
    var t4 = o3, r4 = n2;
    o3 = void 0;
    n2 = void 0;
    try {
      return i4();
    } finally {
      o3 = t4;
      n2 = r4;
    }
  }
  var h3 = void 0;
  var v3 = 0;
  var s3 = 0;
  var e3 = 0;
  var u3 = 0;
  var c3 = void 0;
  var a3 = 0;
  function d2(i4) {
    if (void 0 !== o3) {
      var t4 = i4.n;
      if (void 0 === t4 || t4.t !== o3) {
        t4 = { i: 0, S: i4, p: o3.s, n: void 0, t: o3, e: void 0, x: void 0, r: t4 };
        if (void 0 !== o3.s) o3.s.n = t4;
        o3.s = t4;
        i4.n = t4;
        if (32 & o3.f) i4.S(t4);
        return t4;
      } else if (-1 === t4.i) {
        t4.i = 0;
        if (void 0 !== t4.n) {
          t4.n.p = t4.p;
          if (void 0 !== t4.p) t4.p.n = t4.n;
          t4.p = o3.s;
          t4.n = void 0;
          o3.s.n = t4;
          o3.s = t4;
        }
        return t4;
      }
    }
  }
  function l3(i4, t4) {
    this.v = i4;
    this.i = 0;
    this.n = void 0;
    this.t = void 0;
    this.l = 0;
    this.W = null == t4 ? void 0 : t4.watched;
    this.Z = null == t4 ? void 0 : t4.unwatched;
    this.name = null == t4 ? void 0 : t4.name;
  }
  l3.prototype.brand = i3;
  l3.prototype.h = function() {
    return true;
  };
  l3.prototype.S = function(i4) {
    var t4 = this, r4 = this.t;
    if (r4 !== i4 && void 0 === i4.e) {
      i4.x = r4;
      this.t = i4;
      if (void 0 !== r4) r4.e = i4;
      else f3(function() {
        var i5;
        null == (i5 = t4.W) || i5.call(t4);
      });
    }
  };
  l3.prototype.U = function(i4) {
    var t4 = this;
    if (void 0 !== this.t) {
      var r4 = i4.e, n3 = i4.x;
      if (void 0 !== r4) {
        r4.x = n3;
        i4.e = void 0;
      }
      if (void 0 !== n3) {
        n3.e = r4;
        i4.x = void 0;
      }
      if (i4 === this.t) {
        this.t = n3;
        if (void 0 === n3) f3(function() {
          var i5;
          null == (i5 = t4.Z) || i5.call(t4);
        });
      }
    }
  };
  l3.prototype.subscribe = function(i4) {
    var t4 = this;
    return x2(function() {
      var r4 = t4.value;
      f3(function() {
        return i4(r4);
      });
    }, { name: "sub" });
  };
  l3.prototype.valueOf = function() {
    return this.value;
  };
  l3.prototype.toString = function() {
    return this.value + "";
  };
  l3.prototype.toJSON = function() {
    return this.value;
  };
  l3.prototype.peek = function() {
    var i4 = this;
    return f3(function() {
      return i4.value;
    });
  };
  Object.defineProperty(l3.prototype, "value", { get: function() {
    var i4 = d2(this);
    if (void 0 !== i4) i4.i = this.i;
    return this.v;
  }, set: function(i4) {
    if (i4 !== this.v) {
      if (s3 > 100) throw new Error("Cycle detected");
      !(function(i5) {
        if (0 !== v3 && 0 === s3) {
          if (i5.l !== u3) {
            i5.l = u3;
            c3 = { S: i5, v: i5.v, i: i5.i, o: c3 };
          }
        }
      })(this);
      this.v = i4;
      this.i++;
      a3++;
      v3++;
      try {
        for (var r4 = this.t; void 0 !== r4; r4 = r4.x) r4.t.N();
      } finally {
        t3();
      }
    }
  } });
  function y2(i4, t4) {
    return new l3(i4, t4);
  }
  function w3(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) if (t4.S.i !== t4.i || !t4.S.h() || t4.S.i !== t4.i) return true;
    return false;
  }
  function b2(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) {
      var r4 = t4.S.n;
      if (void 0 !== r4) t4.r = r4;
      t4.S.n = t4;
      t4.i = -1;
      if (void 0 === t4.n) {
        i4.s = t4;
        break;
      }
    }
  }
  function _3(i4) {
    var t4 = i4.s, r4 = void 0;
    while (void 0 !== t4) {
      var n3 = t4.p;
      if (-1 === t4.i) {
        t4.S.U(t4);
        if (void 0 !== n3) n3.n = t4.n;
        if (void 0 !== t4.n) t4.n.p = n3;
      } else r4 = t4;
      t4.S.n = t4.r;
      if (void 0 !== t4.r) t4.r = void 0;
      t4 = n3;
    }
    i4.s = r4;
  }
  function j3(i4, t4) {
    l3.call(this, void 0, t4);
    this.x = i4;
    this.s = void 0;
    this.g = a3 - 1;
    this.f = 4;
  }
  j3.prototype = new l3();
  j3.prototype.h = function() {
    this.f &= -3;
    if (1 & this.f) return false;
    if (32 == (36 & this.f)) return true;
    this.f &= -5;
    if (this.g === a3) return true;
    this.g = a3;
    this.f |= 1;
    if (this.i > 0 && !w3(this)) {
      this.f &= -2;
      return true;
    }
    var i4 = o3;
    try {
      b2(this);
      o3 = this;
      var t4 = this.x();
      if (16 & this.f || this.v !== t4 || 0 === this.i) {
        this.v = t4;
        this.f &= -17;
        this.i++;
      }
    } catch (i5) {
      this.v = i5;
      this.f |= 16;
      this.i++;
    }
    o3 = i4;
    _3(this);
    this.f &= -2;
    return true;
  };
  j3.prototype.S = function(i4) {
    if (void 0 === this.t) {
      this.f |= 36;
      for (var t4 = this.s; void 0 !== t4; t4 = t4.n) t4.S.S(t4);
    }
    l3.prototype.S.call(this, i4);
  };
  j3.prototype.U = function(i4) {
    if (void 0 !== this.t) {
      l3.prototype.U.call(this, i4);
      if (void 0 === this.t) {
        this.f &= -33;
        for (var t4 = this.s; void 0 !== t4; t4 = t4.n) t4.S.U(t4);
      }
    }
  };
  j3.prototype.N = function() {
    if (!(2 & this.f)) {
      this.f |= 6;
      for (var i4 = this.t; void 0 !== i4; i4 = i4.x) i4.t.N();
    }
  };
  Object.defineProperty(j3.prototype, "value", { get: function() {
    if (1 & this.f) throw new Error("Cycle detected");
    var i4 = d2(this);
    this.h();
    if (void 0 !== i4) i4.i = this.i;
    if (16 & this.f) throw this.v;
    return this.v;
  } });
  function O2(i4, t4) {
    return new j3(i4, t4);
  }
  function p3(i4) {
    var r4 = i4.j;
    i4.j = void 0;
    if ("function" == typeof r4) {
      v3++;
      var n3 = o3;
      o3 = void 0;
      try {
        r4();
      } catch (t4) {
        i4.f &= -2;
        i4.f |= 8;
        g2(i4);
        throw t4;
      } finally {
        o3 = n3;
        t3();
      }
    }
  }
  function g2(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) t4.S.U(t4);
    i4.x = void 0;
    i4.s = void 0;
    p3(i4);
  }
  function S2(i4) {
    if (o3 !== this) throw new Error("Out-of-order effect");
    _3(this);
    o3 = i4;
    this.f &= -2;
    try {
      if (8 & this.f) g2(this);
    } finally {
      t3();
    }
  }
  function m3(i4, t4) {
    this.x = i4;
    this.j = void 0;
    this.s = void 0;
    this.u = void 0;
    this.f = 32;
    this.name = null == t4 ? void 0 : t4.name;
    if (n2) n2.push(this);
  }
  m3.prototype.c = function() {
    var i4 = this.S();
    try {
      if (8 & this.f) return;
      if (void 0 === this.x) return;
      var t4 = this.x();
      if ("function" == typeof t4) this.j = t4;
    } finally {
      i4();
    }
  };
  m3.prototype.S = function() {
    if (1 & this.f) throw new Error("Cycle detected");
    this.f |= 1;
    this.f &= -9;
    p3(this);
    b2(this);
    v3++;
    var i4 = o3;
    o3 = this;
    return S2.bind(this, i4);
  };
  m3.prototype.N = function() {
    if (!(2 & this.f)) {
      this.f |= 2;
      this.u = h3;
      h3 = this;
    }
  };
  m3.prototype.d = function() {
    this.f |= 8;
    if (!(1 & this.f)) g2(this);
  };
  m3.prototype.dispose = function() {
    this.d();
  };
  function x2(i4, t4) {
    var r4 = new m3(i4, t4);
    try {
      r4.c();
    } catch (i5) {
      r4.d();
      throw i5;
    }
    var n3 = r4.d.bind(r4);
    n3[Symbol.dispose] = n3;
    return n3;
  }

  // node_modules/@preact/signals/dist/signals.module.js
  var h4;
  var d3;
  var p4;
  var m4 = "undefined" != typeof window && !!window.__PREACT_SIGNALS_DEVTOOLS__;
  var g3 = [];
  x2(function() {
    h4 = this.N;
  })();
  function b3(i4, n3) {
    l[i4] = n3.bind(null, l[i4] || function() {
    });
  }
  function y3(i4) {
    if (p4) {
      var n3 = p4;
      p4 = void 0;
      n3();
    }
    p4 = i4 && i4.S();
  }
  function w4(i4) {
    var n3 = this, r4 = i4.data, t4 = useSignal(r4);
    t4.name = "ReactiveDom";
    t4.value = r4;
    var e4 = T2(function() {
      var i5 = n3, r5 = n3.__v;
      while (r5 = r5.__) if (r5.__c) {
        r5.__c.__$f |= 4;
        break;
      }
      var o4 = O2(function() {
        var i6 = t4.value.value;
        return 0 === i6 ? 0 : true === i6 ? "" : i6 || "";
      }), e5 = O2(function() {
        return !Array.isArray(o4.value) && !t(o4.value);
      }), u6 = x2(function() {
        this.N = M;
        if (e5.value) {
          var n4 = o4.value;
          if (i5.__v && i5.__v.__e && 3 === i5.__v.__e.nodeType) i5.__v.__e.data = n4;
        }
      }), c5 = n3.__$u.d;
      n3.__$u.d = function() {
        u6();
        c5.call(this);
      };
      return [e5, o4];
    }, []), u5 = e4[0], c4 = e4[1];
    return u5.value ? c4.peek() : c4.value;
  }
  w4.displayName = "ReactiveTextNode";
  Object.defineProperties(l3.prototype, { constructor: { configurable: true, value: k(S, null).constructor }, type: { configurable: true, value: w4 }, props: { configurable: true, get: function() {
    var i4 = this;
    return { data: { get value() {
      return i4.value;
    } } };
  } }, __b: { configurable: true, value: 1 } });
  b3("__b", function(i4, n3) {
    y3();
    d3 = void 0;
    if ("string" == typeof n3.type) {
      var r4, t4 = n3.props;
      for (var f5 in t4) if ("children" !== f5) {
        var o4 = t4[f5];
        if (o4 instanceof l3) {
          if (!r4) n3.__np = r4 = {};
          r4[f5] = o4;
          t4[f5] = o4.peek();
        }
      }
    }
    i4(n3);
  });
  b3("__r", function(i4, r4) {
    i4(r4);
    if (r4.type !== S) {
      y3();
      var t4, f5 = r4.__c;
      if (f5) {
        f5.__$f &= -2;
        if (void 0 === (t4 = f5.__$u)) f5.__$u = t4 = (function(i5, n3) {
          var r5;
          x2(function() {
            r5 = this;
          }, { name: n3 });
          r5.c = i5;
          return r5;
        })(/* @__PURE__ */ (function(i5) {
          return function() {
            var n3;
            if (m4) null == (n3 = this.y) || n3.call(this);
            i5.__$f |= 1;
            i5.setState({});
          };
        })(f5), "function" == typeof r4.type ? r4.type.displayName || r4.type.name : "");
      }
      d3 = f5;
      y3(t4);
    }
  });
  b3("__e", function(i4, n3, r4, t4) {
    y3();
    d3 = void 0;
    i4(n3, r4, t4);
  });
  b3("diffed", function(i4, n3) {
    y3();
    d3 = void 0;
    var r4;
    if ("string" == typeof n3.type && (r4 = n3.__e)) {
      var t4 = n3.__np, f5 = n3.props, o4 = r4.U;
      if (o4) for (var e4 in o4) {
        var u5 = o4[e4];
        if (!(void 0 === u5 || t4 && e4 in t4)) {
          u5.d();
          o4[e4] = void 0;
        }
      }
      if (t4) {
        if (!o4) {
          o4 = {};
          r4.U = o4;
        }
        for (var a4 in t4) {
          var c4 = o4[a4], v4 = t4[a4];
          if (void 0 === c4) {
            c4 = k3(r4, a4, v4, f5);
            o4[a4] = c4;
          } else c4.o(v4, f5);
        }
      }
    }
    i4(n3);
  });
  function k3(i4, n3, r4, t4) {
    var f5 = n3 in i4 && void 0 === i4.ownerSVGElement, o4 = y2(r4);
    return { o: function(i5, n4) {
      o4.value = i5;
      t4 = n4;
    }, d: x2(function() {
      this.N = M;
      var r5 = o4.value.value;
      if (t4[n3] !== r5) {
        t4[n3] = r5;
        if (f5) i4[n3] = r5;
        else if (null != r5 && (false !== r5 || "-" === n3[4])) i4.setAttribute(n3, r5);
        else i4.removeAttribute(n3);
      }
    }) };
  }
  b3("unmount", function(i4, n3) {
    if ("string" == typeof n3.type) {
      var r4 = n3.__e;
      if (r4) {
        var t4 = r4.U;
        if (t4) {
          r4.U = void 0;
          for (var f5 in t4) {
            var o4 = t4[f5];
            if (o4) o4.d();
          }
        }
      }
      var e4 = n3.__np;
      if (e4) {
        var u5 = n3.props;
        for (var a4 in e4) u5[a4] = e4[a4];
      }
      n3.__np = void 0;
    } else {
      var c4 = n3.__c;
      if (c4) {
        c4.__$f |= 8;
        var v4 = c4.__$u;
        if (v4) {
          c4.__$u = void 0;
          v4.d();
        }
      }
    }
    i4(n3);
  });
  b3("__h", function(i4, n3, r4, t4) {
    if (t4 < 3) n3.__$f |= 2;
    i4(n3, r4, t4);
  });
  C.prototype.shouldComponentUpdate = function(i4, n3) {
    if (this.__R) return true;
    var r4 = this.__$u, t4 = r4 && void 0 !== r4.s;
    for (var f5 in n3) return true;
    if (this.__f || "boolean" == typeof this.u && true === this.u) {
      var o4 = 2 & this.__$f;
      if (!(t4 || o4 || 4 & this.__$f)) return true;
      if (1 & this.__$f) return true;
    } else {
      if (!(t4 || 4 & this.__$f)) return true;
      if (3 & this.__$f) return true;
    }
    for (var e4 in i4) if ("__source" !== e4 && i4[e4] !== this.props[e4]) return true;
    for (var u5 in this.props) if (!(u5 in i4)) return true;
    return false;
  };
  function useSignal(i4, n3) {
    return T2(function() {
      return y2(i4, n3);
    }, []);
  }
  var A3 = function(i4) {
    queueMicrotask(function() {
      queueMicrotask(i4);
    });
  };
  function F() {
    r3(function() {
      var i4;
      while (i4 = g3.shift()) h4.call(i4);
    });
  }
  function M() {
    if (1 === g3.push(this)) (l.requestAnimationFrame || A3)(F);
  }

  // engine/checks.ts
  var OrganismError = class extends Error {
    name = "OrganismError";
  };
  var NEWER = "A newer version of this page may read it.";
  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  function isWhole(value, low, high) {
    return Number.isInteger(value) && value >= low && value <= high;
  }
  function isNumber(value, low, high) {
    return typeof value === "number" && value >= low && value <= high;
  }
  function own(object, key) {
    return Object.hasOwn(object, key) ? object[key] : void 0;
  }
  function short(value) {
    const text2 = value === void 0 ? "missing" : JSON.stringify(value);
    return text2.length <= 100 ? text2 : `${text2.slice(0, 97)}...`;
  }
  function parseJson(data, source) {
    try {
      const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      const text2 = typeof data === "string" ? data : utf8.decode(data);
      const value = JSON.parse(text2);
      if (/\\ud/i.test(text2) && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))) {
        throw new SyntaxError("surrogates that are no character");
      }
      return value;
    } catch (error) {
      const reason = String(error instanceof Error ? error.message : error).slice(0, 200);
      throw new OrganismError(`${source} is not JSON, or it is cut short or altered (${reason}). Fetch the file again.`);
    }
  }
  function decodeBase64(text2) {
    if (text2.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text2)) {
      return null;
    }
    const binary = atob(text2);
    const bytes = new Uint8Array(binary.length);
    for (let i4 = 0; i4 < bytes.length; i4++) {
      bytes[i4] = binary.charCodeAt(i4);
    }
    return bytes;
  }

  // engine/text.ts
  var LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
  var HARMFUL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;
  function plainText(text2) {
    return text2.replace(LINE_BREAKS, " ").replace(HARMFUL, "�");
  }

  // engine/stream.ts
  async function collect(stream, most) {
    const reader = stream.getReader();
    const parts = [];
    let length = 0;
    for (; ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) {
        await reader.cancel();
        throw new RangeError("too large");
      }
      parts.push(value);
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // playground/compression.ts
  function fromBase64(text2) {
    try {
      const binary = atob(text2.replace(/-/g, "+").replace(/_/g, "/"));
      const bytes = new Uint8Array(binary.length);
      for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
      return bytes;
    } catch {
      return null;
    }
  }

  // playground/listed.ts
  function readListed(json, read) {
    const organisms = [];
    const problems = [];
    let list = null;
    try {
      list = JSON.parse(json);
    } catch {
    }
    if (!Array.isArray(list)) return { organisms, problems: ["This page's list of organisms cannot be read; export the page again."] };
    for (const entry2 of list) {
      const name = plainText(String(entry2["name"] ?? "organism"));
      const bytes = typeof entry2["file"] === "string" ? fromBase64(entry2["file"]) : null;
      try {
        if (bytes === null) throw new OrganismError(`The page's organism “${name}” is not base64; export the page again.`);
        organisms.push(read(bytes, name));
      } catch (error) {
        if (!(error instanceof OrganismError)) throw error;
        problems.push(error.message);
      }
    }
    return { organisms, problems };
  }
  function versionOf(options) {
    try {
      const { version } = JSON.parse(options || "{}");
      return typeof version === "string" ? version : null;
    } catch {
      return null;
    }
  }

  // node_modules/preact/jsx-runtime/dist/jsxRuntime.module.js
  var f4 = 0;
  function u4(e4, t4, n3, o4, i4, u5) {
    t4 || (t4 = {});
    var a4, c4, p5 = t4;
    if ("ref" in p5) for (c4 in p5 = {}, t4) "ref" == c4 ? a4 = t4[c4] : p5[c4] = t4[c4];
    var l4 = { type: e4, props: p5, key: n3, ref: a4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: void 0, __v: --f4, __i: -1, __u: 0, __source: i4, __self: u5 };
    if ("function" == typeof e4 && (a4 = e4.defaultProps)) for (c4 in a4) void 0 === p5[c4] && (p5[c4] = a4[c4]);
    return l.vnode && l.vnode(l4), l4;
  }

  // playground/icons.tsx
  var PATHS = {
    erase: "M4 12.5 11 5.5a1.5 1.5 0 0 1 2.1 0l2.4 2.4a1.5 1.5 0 0 1 0 2.1L9.5 16H7zM8 8.5l4.5 4.5M6 16h10",
    seed: "M10 17V9M10 11c-4 0-5.5-2.5-5.5-5.5C8.5 5.5 10 7.5 10 11zM10 9c0-3.5 2-5.5 5.5-5.5C15.5 7 13.5 9 10 9z",
    colour: "M10 3c3 3.6 4.7 6 4.7 8.5a4.7 4.7 0 0 1-9.4 0C5.3 9 7 6.6 10 3zM8 12.5a2.2 2.2 0 0 0 2 2",
    species: "M6.5 3c0 5 7 5 7 9.5 0 2-1 3.5-2.5 4.5M13.5 3c0 5-7 5-7 9.5 0 2 1 3.5 2.5 4.5M7.5 5h5M7.5 14h5M8.5 9.5h3",
    inspect: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4M9 7v4M7 9h4",
    pan: "M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2",
    play: "M7 4.5v11l9-5.5z",
    pause: "M7 5v10M13 5v10",
    step: "M5 5v10l7-5zM15 5v10",
    reset: "M5 6.5A6.2 6.2 0 1 1 4 11M5 3v4h4",
    undo: "M7 5 3.5 8.5 7 12M4 8.5h7.5a4 4 0 0 1 0 8H9",
    redo: "M13 5l3.5 3.5L13 12M16 8.5H8.5a4 4 0 0 0 0 8H11",
    plus: "M10 4v12M4 10h12",
    minus: "M4 10h12",
    fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
    link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
    camera: "M3.5 6.5h3L8 4.5h4l1.5 2h3v9h-13zM10 8.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z",
    sun: "M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4",
    moon: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6.5 6.5 0 1 0 7.5 7.5z",
    help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1 1-1.1 1.9M10 14.5v.2",
    tour: "M5 17V3.5M5 4h10l-2.5 3.5L15 11H5",
    panel: "M4 6h12M4 10h12M4 14h12M8 4.5v3M13 8.5v3M6.5 12.5v3",
    close: "M5 5l10 10M15 5 5 15",
    open: "M3.5 15.5v-11h4.5l1.5 2h7v9zM10 13.5v-4.5M8 11l2-2 2 2",
    stop: "M6 6h8v8H6z",
    noise: "M4 5h.01M9 4h.01M14 6h.01M6 9h.01M11 9.5h.01M16 10h.01M4 13h.01M9 14h.01M14 14.5h.01M6.5 16.5h.01M12 17h.01",
    forget: "M4 4h5v5H4zM11.5 4.5h5v5h-5zM11.5 11.5h5v5h-5zM4 12h.01M8.5 12h.01M4 16.5h.01M8.5 16.5h.01",
    exchange: "M4 7h12M13 4l3 3-3 3M16 13H4M7 10l-3 3 3 3",
    scatter: "M4 4h3v3H4zM13 5h2v2h-2zM9 9h3v3H9zM4 13h2v2H4zM14 13h3v3h-3z"
  };
  function Icon({ name, filled = false }) {
    return /* @__PURE__ */ u4(
      "svg",
      {
        class: `icon${filled ? " filled" : name === "noise" ? " dots" : ""}`,
        viewBox: "0 0 20 20",
        "aria-hidden": "true",
        focusable: "false",
        children: /* @__PURE__ */ u4("path", { d: PATHS[name] })
      }
    );
  }

  // playground/controls.tsx
  function IconButton({
    icon,
    label,
    word,
    shortcut,
    pressed,
    disabled = false,
    filled = false,
    ...rest
  }) {
    return /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        class: `icon-button ${word === void 0 ? "" : "worded"} ${rest.class ?? ""}`,
        "aria-label": label,
        title: shortcut === void 0 ? label : `${label} (${shortcut})`,
        ...pressed === void 0 ? {} : { "aria-pressed": pressed },
        ...shortcut === void 0 ? {} : { "aria-keyshortcuts": shortcut },
        disabled,
        onClick: rest.onClick,
        children: [
          /* @__PURE__ */ u4(Icon, { name: icon, filled }),
          word !== void 0 && /* @__PURE__ */ u4("span", { class: "word", children: word })
        ]
      }
    );
  }
  function Slider({ label, value, low, high, step, shown, spoken, onInput }) {
    return /* @__PURE__ */ u4("label", { class: "slider", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: label }),
      /* @__PURE__ */ u4("output", { children: shown }),
      /* @__PURE__ */ u4(
        "input",
        {
          type: "range",
          "aria-label": label,
          "aria-valuetext": spoken ?? shown,
          min: low,
          max: high,
          step,
          value,
          onInput: (event) => onInput(event.currentTarget.valueAsNumber)
        }
      )
    ] });
  }

  // playground/page_header.tsx
  function PageHeader({ world }) {
    const { library, chosen, dark, theme } = world;
    const choose = (event) => void world.choose(event.currentTarget.selectedIndex);
    return /* @__PURE__ */ u4("header", { children: [
      /* @__PURE__ */ u4("h1", { children: [
        "Blastema",
        /* @__PURE__ */ u4("i", { "aria-hidden": "true", children: "regrows" })
      ] }),
      /* @__PURE__ */ u4("div", { class: "actions", role: "group", "aria-label": "Page", children: [
        library.value.length > 1 && /* @__PURE__ */ u4("div", { class: "field", children: /* @__PURE__ */ u4("select", { "aria-label": "Organism to show", value: String(chosen.value), onChange: choose, children: library.value.map(({ name }, index) => /* @__PURE__ */ u4("option", { value: String(index), children: name }, index)) }) }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: dark.value ? "sun" : "moon",
            label: dark.value ? "Light colours" : "Dark colours",
            onClick: () => theme.value = dark.value ? "light" : "dark"
          }
        ),
        /* @__PURE__ */ u4(IconButton, { icon: "help", label: "Help", shortcut: "?", onClick: () => world.helping.value = true })
      ] })
    ] });
  }

  // playground/pace.ts
  var SLOWEST = 1;
  var FRAME_BUDGET = 12;
  var LONGEST_BUDGET = 40;
  var SLOW_FRAME = 40;
  var QUICK_FRAME = 25;
  var MOST_STEPS = 4096;
  var Pace = class {
    rate;
    /** Whether `step` only queues work (WebGL), so that timing it is meaningless. */
    queued = false;
    #due = 0;
    #dueAt = 0;
    #limit = 8;
    constructor(rate) {
      this.rate = rate;
    }
    /** Discards the steps that were due: after a pause nothing is caught up. */
    restart() {
      this.#due = 0;
    }
    /**
     * Makes the steps of one frame and returns how many.
     *
     * @param elapsed milliseconds since the frame before
     * @param step makes so many steps
     * @param now a clock in milliseconds
     */
    frame(elapsed, step, now) {
      const wanted = this.#wanted(elapsed);
      const budget = Math.min(Math.max(FRAME_BUDGET, 0.6 * elapsed), LONGEST_BUDGET);
      const start2 = now();
      let done = 0;
      let chunk = 1;
      while (done < wanted) {
        const count = Math.min(chunk, wanted - done);
        step(count);
        done += count;
        const spent = now() - start2;
        if (spent >= budget) break;
        const room = spent > 0 ? (budget - spent) * done / spent / 2 : 2 * chunk;
        chunk = Math.max(1, Math.min(Math.floor(room), 2 * chunk, 256));
      }
      if (this.rate !== Infinity) {
        this.#due = Math.min(this.#due - done, Math.max(1, this.rate / 20));
      }
      this.#adapt(elapsed, done);
      return done;
    }
    #wanted(elapsed) {
      const most = this.queued ? this.#limit : MOST_STEPS;
      if (this.rate === Infinity) return most;
      if (this.rate !== this.#dueAt) this.#due = 0;
      this.#dueAt = this.rate;
      this.#due += this.rate * Math.min(elapsed, 250) / 1e3;
      return Math.min(Math.floor(this.#due + 1e-9), most);
    }
    /** Estimates how many queued steps fit in a frame. */
    #adapt(elapsed, done) {
      if (elapsed > SLOW_FRAME) this.#limit = Math.max(1, Math.floor(this.#limit * 0.7));
      else if (elapsed < QUICK_FRAME && done >= this.#limit)
        this.#limit = Math.min(MOST_STEPS, Math.ceil(this.#limit * 1.25));
    }
  };
  var Meter = class {
    #time = 0;
    #steps = 0;
    #value = 0;
    /** Adds a frame; returns the current estimate. */
    add(elapsed, steps) {
      this.#time += elapsed;
      this.#steps += steps;
      if (this.#time >= 500) {
        const recent = 1e3 * this.#steps / this.#time;
        this.#value = this.#value === 0 ? recent : 0.5 * (this.#value + recent);
        this.#time = 0;
        this.#steps = 0;
      }
      return this.#value;
    }
    restart() {
      this.#time = this.#steps = this.#value = 0;
    }
  };
  var SPEED_NOTCHES = 31;
  function rateOfNotch(notch) {
    if (notch >= SPEED_NOTCHES) return Infinity;
    return Math.max(SLOWEST, Math.round(10 ** (notch / 10)));
  }
  function notchOfRate(rate) {
    if (rate === Infinity) return SPEED_NOTCHES;
    return Math.min(Math.max(Math.round(10 * Math.log10(Math.max(rate, SLOWEST))), 0), SPEED_NOTCHES - 1);
  }
  function rateText(rate) {
    return rate === Infinity ? "as fast as possible" : rate === 1 ? "1 step per second" : `${rate} steps per second`;
  }

  // engine/png.ts
  var SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  var RGBA = 6;
  function pngSize(bytes) {
    if (bytes.length < 33 || SIGNATURE.some((byte, i4) => bytes[i4] !== byte) || text(bytes, 12) !== "IHDR") {
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  async function decodePng(bytes) {
    const size = pngSize(bytes);
    if (size === null || size.width < 1 || size.height < 1 || size.width > 4096 || size.height > 4096) {
      throw new Error("the picture is not a PNG of 1 to 4096 pixels a side");
    }
    if (bytes[24] !== 8 || bytes[25] !== RGBA || bytes[28] !== 0) {
      throw new Error("the picture's PNG is not 8-bit RGBA without interlacing");
    }
    const stride = size.width * 4;
    const expected = size.height * (stride + 1);
    const rows2 = await inflate(imageData(bytes), expected);
    if (rows2 === null || rows2.length !== expected) {
      throw new Error("the picture's PNG is cut short or altered");
    }
    const pixels = new Uint8Array(size.height * stride);
    for (let row = 0; row < size.height; row++) {
      unfilter(rows2, row, stride, pixels);
    }
    return { ...size, pixels };
  }
  function text(bytes, offset) {
    return String.fromCharCode(...bytes.subarray(offset, offset + 4));
  }
  function imageData(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts = [];
    for (let at = 8; at + 12 <= bytes.length; ) {
      const length = view.getUint32(at);
      if (text(bytes, at + 4) === "IDAT") {
        parts.push(Uint8Array.from(bytes.subarray(at + 8, at + 8 + length)));
      }
      at += 12 + length;
    }
    return new Blob(parts);
  }
  async function inflate(data, most) {
    const stream = data.stream().pipeThrough(new DecompressionStream("deflate"));
    try {
      return await collect(stream, most);
    } catch {
      return null;
    }
  }
  function unfilter(rows2, row, stride, pixels) {
    const kind = rows2[row * (stride + 1)];
    if (kind > 4) {
      throw new Error("the picture's PNG is altered");
    }
    for (let i4 = 0; i4 < stride; i4++) {
      const at = row * stride + i4;
      const left = i4 >= 4 ? pixels[at - 4] : 0;
      const up = row > 0 ? pixels[at - stride] : 0;
      const corner = i4 >= 4 && row > 0 ? pixels[at - stride - 4] : 0;
      const guess = [0, left, up, left + up >> 1, paeth(left, up, corner)][kind];
      pixels[at] = rows2[row * (stride + 1) + 1 + i4] + guess;
    }
  }
  function paeth(left, up, corner) {
    const fromLeft = Math.abs(up - corner);
    const fromUp = Math.abs(left - corner);
    const fromCorner2 = Math.abs(left + up - 2 * corner);
    if (fromLeft <= fromUp && fromLeft <= fromCorner2) {
      return left;
    }
    return fromUp <= fromCorner2 ? up : corner;
  }

  // engine/world.ts
  var ALPHA = 3;

  // playground/colours.ts
  function parseColour(text2) {
    const value = Number.parseInt(text2.slice(1), 16);
    return [(value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255];
  }

  // volume/camera.ts
  var USUAL_LOOK = { turn: Math.PI / 6, tilt: 28 / 180 * Math.PI, zoom: 1.15 };
  var STEEPEST = Math.PI / 2;
  var ZOOMS = [0.4, 12];
  var HALF_FIELD = Math.PI / 10;
  function bounded({ turn, tilt, zoom }) {
    const between = (value, low, high) => Math.min(Math.max(value, low), high);
    const whole = 2 * Math.PI;
    return {
      turn: (turn % whole + whole) % whole,
      tilt: between(tilt, -STEEPEST, STEEPEST),
      zoom: between(zoom, ZOOMS[0], ZOOMS[1])
    };
  }
  var Camera = class {
    constructor(sides, { turn, tilt, zoom }, width, height) {
      this.sides = sides;
      this.width = width;
      this.height = height;
      const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
      const [down, level] = [Math.sin(tilt), Math.cos(tilt)];
      this.rotation = [
        [cos, 0, sin],
        [down * sin, level, -down * cos],
        [-level * sin, down, level * cos]
      ];
      this.radius = Math.hypot(sides.depth, sides.height, sides.width) / 2;
      this.distance = this.radius / Math.sin(HALF_FIELD);
      const size = zoom / Math.tan(HALF_FIELD);
      const least = Math.min(width, height);
      this.scale = [size * least / width, size * least / height];
    }
    /** Rows of the rotation [3, 3] to the viewer's axes. */
    rotation;
    /** From the viewer to the middle of the volume. */
    distance;
    /** Half of the diagonal: nothing is farther from the middle. */
    radius;
    /** Of a point at distance 1, half of the screen's width and height. */
    scale;
    /** Towards the viewer, in the axes of the volume: the viewer is at `distance` times this. */
    get towards() {
      return this.rotation[2];
    }
    see(point) {
      const [x3, y4, z3] = this.rotation.map((row) => dot(row, point));
      const far = this.distance - z3;
      return {
        x: this.width / 2 * (1 + this.scale[0] * x3 / far),
        y: this.height / 2 * (1 - this.scale[1] * y4 / far),
        far
      };
    }
    /** Where the viewer is, and which way a point of the screen lies from there. */
    ray(x3, y4) {
      const seen = [(2 * x3 / this.width - 1) / this.scale[0], (1 - 2 * y4 / this.height) / this.scale[1], -1];
      const [right, up, towards] = this.rotation;
      const way = [0, 1, 2].map((i4) => right[i4] * seen[0] + up[i4] * seen[1] + towards[i4] * seen[2]);
      return {
        from: towards.map((value) => this.distance * value),
        way
      };
    }
  };
  function middleOf({ layer, row, column }, { depth, height, width }) {
    return [column - (width - 1) / 2, (height - 1) / 2 - row, (depth - 1) / 2 - layer];
  }
  function dot(one, other) {
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
  }

  // volume/faces.ts
  var SHOWN = 0.5;
  var NORMALS = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1]
  ];
  var FACE_BYTES = 8;
  function isShown(alpha) {
    return !(alpha <= SHOWN);
  }
  function facesOf({ depth, height, width, channels, state }) {
    const there = new Uint8Array(depth * height * width);
    for (let i4 = 0; i4 < there.length; i4++) there[i4] = isShown(state[i4 * channels + ALPHA]) ? 1 : 0;
    const faces = [];
    for (let cell = 0; cell < there.length; cell++) {
      if (there[cell] === 0) continue;
      const column = cell % width;
      const row = Math.floor(cell / width) % height;
      const layer = Math.floor(cell / (width * height));
      const beyond = [
        column + 1 < width && there[cell + 1] === 1,
        column > 0 && there[cell - 1] === 1,
        row > 0 && there[cell - width] === 1,
        row + 1 < height && there[cell + width] === 1,
        layer > 0 && there[cell - width * height] === 1,
        layer + 1 < depth && there[cell + width * height] === 1
      ];
      beyond.forEach((hidden, normal) => {
        if (!hidden) faces.push(column, row, layer, normal, ...colourOf(state, cell * channels), 255);
      });
    }
    return Uint8Array.from(faces);
  }
  function colourOf(state, at) {
    const clear = 1 - Math.min(Math.max(state[at + ALPHA], 0), 1);
    return [0, 1, 2].map((part) => Math.round(255 * Math.min(Math.max(state[at + part] + clear, 0), 1)) || 0);
  }

  // volume/shaders.ts
  var HEAD = `#version 300 es
precision highp float;
uniform mat3 rotation;
uniform vec4 view; // scale on the screen, distance of the viewer, radius of the volume
uniform vec3 sides; // width, height, depth
vec4 seen(vec3 point) {
  vec3 at = rotation * point;
  float far = view.z - at.z;
  // Depth from the nearest point of the volume to the farthest, in -1 to 1.
  float near = max(view.z - view.w, 0.01);
  float end = view.z + view.w;
  float depth = (far * (end + near) - 2.0 * end * near) / (end - near);
  return vec4(view.xy * at.xy, depth, far);
}
`;
  var FACE_VERTEX = `${HEAD}
in vec4 place; // column, row, layer, number of the normal
in vec4 colour;
uniform float brightness[6];
out vec3 lit;
out vec2 across;
void main() {
  int normal = int(place.w);
  int axis = normal / 2;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) - 0.5;
  float outward = normal % 2 == 0 ? 0.5 : -0.5;
  vec3 offset = axis == 0 ? vec3(outward, corner) : axis == 1 ? vec3(corner.x, outward, corner.y) : vec3(corner, outward);
  vec3 middle = vec3(place.x, -place.y, -place.z) + vec3(-0.5, 0.5, 0.5) * (sides - 1.0);
  lit = brightness[normal] * colour.rgb;
  across = corner;
  gl_Position = seen(middle + offset);
}`;
  var FACE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 lit;
in vec2 across;
uniform float edge;
out vec4 shown;
void main() {
  vec2 inward = (0.5 - abs(across)) / max(fwidth(across), 1e-4);
  float inside = smoothstep(0.4, 1.4, min(inward.x, inward.y));
  shown = vec4(mix(edge, 1.0, inside) * lit, 1.0);
}`;
  var BOX_VERTEX = `${HEAD}
uniform vec3 corners[8];
uniform ivec2 ends;
void main() {
  gl_Position = seen(corners[gl_VertexID == 0 ? ends.x : ends.y]);
}`;
  var BOX_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 colour;
out vec4 shown;
void main() {
  shown = vec4(colour, 1.0);
}`;

  // volume/painters.ts
  var SHADE = 0.55;
  var EDGE = 0.85;
  var LIGHT = [-0.348, 0.795, 0.497];
  function brightnessOf(camera) {
    return NORMALS.map((normal) => {
      const seen = camera.rotation.map((row) => dot(row, normal));
      return SHADE + (1 - SHADE) * Math.max(0, dot(seen, LIGHT));
    });
  }
  function cornersOf({ depth, height, width }) {
    return Array.from({ length: 8 }, (_4, i4) => {
      const half = (bit, side) => (i4 >> bit & 1 ? side : -side) / 2;
      return [half(0, width), half(1, height), half(2, depth)];
    });
  }
  var BOX_EDGES = Array.from({ length: 8 }, (_4, i4) => i4).flatMap(
    (i4) => [1, 2, 4].filter((bit) => (i4 & bit) === 0).map((bit) => [i4, i4 | bit])
  );
  function farEdges(camera) {
    const corners = cornersOf(camera.sides);
    const viewer = camera.towards.map((value) => camera.distance * value);
    return BOX_EDGES.filter(
      ([one, other]) => [0, 1, 2].some((axis) => {
        const [first, second] = [corners[one][axis], corners[other][axis]];
        return first === second && (first > 0 ? viewer[axis] < first : viewer[axis] > first);
      })
    );
  }
  function webglPainter() {
    const canvas = document.createElement("canvas");
    const gl = canvas.getContext("webgl2", { antialias: true, alpha: false, preserveDrawingBuffer: true });
    return gl === null ? null : new WebglPainter(canvas, gl);
  }
  var WebglPainter = class {
    constructor(canvas, gl) {
      this.canvas = canvas;
      this.gl = gl;
      this.faces = compiled(gl, FACE_VERTEX, FACE_FRAGMENT);
      this.box = compiled(gl, BOX_VERTEX, BOX_FRAGMENT);
      this.buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
      for (const [name, offset, normalised] of [["place", 0, false], ["colour", 4, true]]) {
        const at = gl.getAttribLocation(this.faces, name);
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, 4, gl.UNSIGNED_BYTE, normalised, FACE_BYTES, offset);
        gl.vertexAttribDivisor(at, 1);
      }
    }
    kind = "webgl2";
    faces;
    box;
    buffer;
    count = 0;
    take(faces) {
      const { gl } = this;
      this.count = faces.length / FACE_BYTES;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
      gl.bufferData(gl.ARRAY_BUFFER, faces, gl.DYNAMIC_DRAW);
    }
    paint(camera, { ground, box }) {
      const { gl } = this;
      gl.viewport(0, 0, camera.width, camera.height);
      gl.enable(gl.DEPTH_TEST);
      gl.clearColor(...ground, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      this.look(this.faces, camera);
      gl.uniform1fv(gl.getUniformLocation(this.faces, "brightness"), brightnessOf(camera));
      gl.uniform1f(gl.getUniformLocation(this.faces, "edge"), EDGE);
      if (this.count > 0) gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
      this.look(this.box, camera);
      const corners = cornersOf(camera.sides);
      const edges = farEdges(camera);
      gl.uniform3fv(gl.getUniformLocation(this.box, "corners"), corners.flat());
      gl.uniform3f(gl.getUniformLocation(this.box, "colour"), ...box);
      for (const [one, other] of edges) {
        gl.uniform2i(gl.getUniformLocation(this.box, "ends"), one, other);
        gl.drawArraysInstanced(gl.LINES, 0, 2, 1);
      }
    }
    look(program, { rotation, distance, radius, scale, sides }) {
      const { gl } = this;
      const at = (name) => gl.getUniformLocation(program, name);
      gl.useProgram(program);
      gl.uniformMatrix3fv(at("rotation"), true, rotation.flat());
      gl.uniform4f(at("view"), scale[0], scale[1], distance, radius);
      gl.uniform3f(at("sides"), sides.width, sides.height, sides.depth);
    }
    dispose() {
      this.gl.getExtension("WEBGL_lose_context")?.loseContext();
    }
  };
  function compiled(gl, vertex, fragment) {
    const program = gl.createProgram();
    for (const [kind, text2] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text2);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error(`WebGL2 cannot draw volumes here: ${gl.getProgramInfoLog(program) ?? "no reason given"}`);
    }
    return program;
  }
  var CanvasPainter = class {
    kind = "canvas";
    canvas = document.createElement("canvas");
    faces = new Uint8Array(0);
    take(faces) {
      this.faces = faces;
    }
    paint(camera, { ground, box }) {
      const context = this.canvas.getContext("2d");
      context.fillStyle = css(ground, 1);
      context.fillRect(0, 0, camera.width, camera.height);
      context.strokeStyle = css(box, 1);
      const corners = cornersOf(camera.sides).map((corner) => camera.see(corner));
      context.beginPath();
      for (const [one, other] of farEdges(camera)) {
        context.moveTo(corners[one].x, corners[one].y);
        context.lineTo(corners[other].x, corners[other].y);
      }
      context.stroke();
      const brightness = brightnessOf(camera);
      for (const { normal, middle, colour } of orderedFaces(this.faces, camera)) {
        const [first, ...others] = squareOf(normal, middle).map((corner) => camera.see(corner));
        context.beginPath();
        context.moveTo(first.x, first.y);
        for (const { x: x3, y: y4 } of others) context.lineTo(x3, y4);
        context.closePath();
        context.fillStyle = css(colour, brightness[normal]);
        context.strokeStyle = css(colour, EDGE * brightness[normal]);
        context.fill();
        context.stroke();
      }
    }
    dispose() {
      this.faces = new Uint8Array(0);
    }
  };
  function orderedFaces(faces, camera) {
    const { depth, height, width } = camera.sides;
    const viewer = camera.towards.map((value) => camera.distance * value);
    const found = [];
    for (let at = 0; at < faces.length; at += FACE_BYTES) {
      const [column, row, layer, normal, red, green, blue] = faces.subarray(at, at + FACE_BYTES);
      const middle = [column - (width - 1) / 2, (height - 1) / 2 - row, (depth - 1) / 2 - layer];
      if (dot(NORMALS[normal], viewer) <= dot(NORMALS[normal], middle) + 0.5) continue;
      const far = Math.hypot(...middle.map((value, i4) => value - viewer[i4]));
      found.push({ normal, middle, colour: [red / 255, green / 255, blue / 255], far });
    }
    return found.sort((one, other) => other.far - one.far);
  }
  function squareOf(normal, middle) {
    const axis = normal >> 1;
    const [first, second] = [0, 1, 2].filter((other) => other !== axis);
    return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map((ends) => {
      const corner = [...middle];
      corner[axis] += NORMALS[normal][axis] / 2;
      corner[first] += ends[0] / 2;
      corner[second] += ends[1] / 2;
      return corner;
    });
  }
  function css(colour, brightness) {
    return `rgb(${colour.map((part) => Math.round(255 * brightness * part)).join(" ")})`;
  }

  // volume/picking.ts
  function hitAt(camera, x3, y4, shown) {
    const { from, way } = camera.ray(x3, y4);
    const { sides } = camera;
    const start2 = fromCorner(from, sides);
    const step = [way[0], -way[1], -way[2]];
    const counts = [sides.width, sides.height, sides.depth];
    const entered = entry(start2, step, counts);
    if (entered === null) return null;
    const at = start2.map((value, i4) => value + entered * step[i4]);
    const cell = at.map((value, i4) => Math.min(Math.max(Math.floor(value), 0), counts[i4] - 1));
    const ways = step.map(Math.sign);
    const next = cell.map((place, i4) => step[i4] === 0 ? Infinity : (place + (ways[i4] > 0 ? 1 : 0) - start2[i4]) / step[i4]);
    let axis = enteredAxis(at, counts);
    while (cell.every((place, i4) => place >= 0 && place < counts[i4])) {
      const found = voxel(cell);
      if (shown(found)) {
        return { cell: found, before: voxel(cell.map((place, i4) => i4 === axis ? place - ways[i4] : place)) };
      }
      axis = next.indexOf(Math.min(...next));
      cell[axis] += ways[axis];
      next[axis] += Math.abs(1 / step[axis]);
    }
    return null;
  }
  function voxel([column, row, layer]) {
    return { layer, row, column };
  }
  function fromCorner([x3, y4, z3], { depth, height, width }) {
    return [x3 + width / 2, height / 2 - y4, depth / 2 - z3];
  }
  function entry(start2, step, counts) {
    let [first, last] = [0, Infinity];
    for (let i4 = 0; i4 < 3; i4++) {
      const ends = [-start2[i4] / step[i4], (counts[i4] - start2[i4]) / step[i4]];
      if (step[i4] === 0) {
        if (start2[i4] < 0 || start2[i4] > counts[i4]) return null;
        continue;
      }
      first = Math.max(first, Math.min(...ends));
      last = Math.min(last, Math.max(...ends));
    }
    return first <= last ? first : null;
  }
  function enteredAxis(at, counts) {
    const depths = at.map((value, i4) => Math.min(Math.abs(value), Math.abs(counts[i4] - value)));
    return depths.indexOf(Math.min(...depths));
  }

  // volume/stage.tsx
  var MOST_PIXEL_RATIO = 2;
  var CLICK = 5;
  var DRAG = 0.01;
  var KEY = Math.PI / 36;
  var StageControl = class {
    constructor(world, box, plain) {
      this.world = world;
      this.box = box;
      this.#painter = (plain ? null : webglPainter()) ?? new CanvasPainter();
      this.#place();
      this.#listen();
      const sizes = new ResizeObserver(() => this.paint());
      sizes.observe(box);
      this.#stop.push(
        () => sizes.disconnect(),
        x2(() => {
          void this.world.painted.value;
          this.#take();
          this.paint();
        }),
        x2(() => {
          void [this.world.look.value, this.world.palette.value];
          this.paint();
        })
      );
    }
    #painter;
    #pointers = /* @__PURE__ */ new Map();
    #stop = [];
    #clicking = false;
    #start = { x: 0, y: 0 };
    dispose() {
      for (const stop of this.#stop) stop();
      this.#painter.dispose();
    }
    /** Places the painter's canvas below the touch layer. */
    #place() {
      const { canvas, kind } = this.#painter;
      canvas.setAttribute("aria-hidden", "true");
      this.box.prepend(canvas);
      this.world.painter.value = kind;
      canvas.addEventListener("webglcontextlost", () => {
        if (this.#painter.canvas !== canvas) return;
        canvas.remove();
        this.#painter = new CanvasPainter();
        this.#place();
        this.#take();
        this.paint();
        this.world.say("The graphics card was lost; the volume is now drawn without it.");
      });
    }
    #take() {
      const { snapshot } = this.world;
      if (snapshot !== null) this.#painter.take(facesOf(snapshot));
    }
    #camera(ratio = 1) {
      const { organism } = this.world;
      const [width, height] = [this.box.clientWidth * ratio, this.box.clientHeight * ratio].map((side) => Math.round(side));
      if (organism === null || width < 1 || height < 1) return null;
      return new Camera(organism.grid, this.world.look.peek(), width, height);
    }
    paint() {
      const camera = this.#camera(Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO));
      if (camera === null) return;
      const { canvas } = this.#painter;
      if (canvas.width !== camera.width) canvas.width = camera.width;
      if (canvas.height !== camera.height) canvas.height = camera.height;
      const { plate, hairline } = this.world.palette.peek();
      this.#painter.paint(camera, { ground: plate, box: parseColour(hairline) });
    }
    /** What a point of the stage shows. */
    hit(x3, y4) {
      const [camera, snapshot] = [this.#camera(), this.world.snapshot];
      if (camera === null || snapshot === null) return null;
      const { height, width, channels, state } = snapshot;
      return hitAt(
        camera,
        x3,
        y4,
        ({ layer, row, column }) => isShown(state[((layer * height + row) * width + column) * channels + ALPHA])
      );
    }
    #listen() {
      const { box } = this;
      const on = (kind, listener) => {
        box.addEventListener(kind, listener, { passive: false });
        this.#stop.push(() => box.removeEventListener(kind, listener));
      };
      on("pointerdown", (event) => this.#down(event));
      on("pointermove", (event) => this.#move(event));
      on("pointerup", (event) => this.#up(event, this.#clicking));
      on("pointercancel", (event) => this.#up(event, false));
      on("contextmenu", (event) => event.preventDefault());
      on("wheel", (event) => {
        event.preventDefault();
        this.world.turn(0, 0, Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 15e-4)));
      });
      on("keydown", (event) => this.#key(event));
    }
    #at(event) {
      const { left, top } = this.box.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    }
    #down(event) {
      if (event.target instanceof Element && event.target.closest("button") !== null) return;
      this.box.querySelector(".touch")?.setPointerCapture(event.pointerId);
      const at = this.#at(event);
      this.#pointers.set(event.pointerId, at);
      this.#clicking = this.#pointers.size === 1 && event.button === 0;
      this.#start = at;
    }
    #move(event) {
      const before = this.#pointers.get(event.pointerId);
      if (before === void 0) return;
      const at = this.#at(event);
      if (this.#clicking && Math.hypot(at.x - this.#start.x, at.y - this.#start.y) < CLICK) return;
      this.#clicking = false;
      const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
      this.#pointers.set(event.pointerId, at);
      if (other === void 0) {
        this.world.turn(DRAG * (at.x - before.x), DRAG * (at.y - before.y));
        return;
      }
      const apart = (one) => Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1);
      this.world.turn(0, 0, apart(at) / apart(before));
    }
    #up(event, clicked) {
      if (!this.#pointers.delete(event.pointerId) || !clicked) return;
      this.#clicking = false;
      this.#use(this.#start.x, this.#start.y);
    }
    #use(x3, y4) {
      const hit = this.hit(x3, y4);
      if (hit !== null) this.world.use(hit.cell, hit.before);
    }
    #key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const far = event.shiftKey ? 3 * KEY : KEY;
      const turns = {
        ArrowLeft: [-far, 0],
        ArrowRight: [far, 0],
        ArrowUp: [0, -far],
        ArrowDown: [0, far]
      };
      const turn = turns[event.key];
      if (turn !== void 0) this.world.turn(...turn);
      else if (event.key === "Enter") this.#use(this.box.clientWidth / 2, this.box.clientHeight / 2);
      else return;
      event.preventDefault();
    }
  };
  function Stage({ world, plain, onControl }) {
    const box = A2(null);
    _2(() => {
      const control = new StageControl(world, box.current, plain);
      onControl(control);
      return () => control.dispose();
    }, [world]);
    const { depth, height, width } = world.library.value[world.chosen.value]?.grid ?? { depth: 0, height: 0, width: 0 };
    return /* @__PURE__ */ u4("div", { class: "stage", ref: box, children: [
      /* @__PURE__ */ u4(
        "div",
        {
          class: "touch",
          tabIndex: 0,
          role: "application",
          "aria-label": `Volume, ${width} by ${height} by ${depth} cells`,
          "aria-describedby": "volume-keys"
        }
      ),
      /* @__PURE__ */ u4("p", { id: "volume-keys", class: "unseen", children: "Arrow keys rotate the volume, with Shift farther. Enter uses the chosen tool in the middle." }),
      world.hint.value !== null && /* @__PURE__ */ u4("p", { class: "hint", children: world.hint.value }),
      /* @__PURE__ */ u4("div", { class: "zoom", role: "group", "aria-label": "Magnification", children: [
        /* @__PURE__ */ u4(IconButton, { icon: "minus", label: "Zoom out", shortcut: "-", onClick: () => world.turn(0, 0, 1 / 1.25) }),
        /* @__PURE__ */ u4(IconButton, { icon: "fit", label: "Reset the view", shortcut: "0", onClick: () => world.look.value = USUAL_LOOK }),
        /* @__PURE__ */ u4(IconButton, { icon: "plus", label: "Zoom in", shortcut: "+", onClick: () => world.turn(0, 0, 1.25) })
      ] })
    ] });
  }

  // playground/frames.ts
  var PAUSE = 500;
  var USUAL = 16;
  var Frames = class {
    constructor(frame) {
      this.frame = frame;
    }
    #asked = 0;
    #last = 0;
    #seen = true;
    /** Requests a frame. */
    ask() {
      if (this.#asked !== 0 || !this.#seen) return;
      this.#asked = requestAnimationFrame((time) => {
        this.#asked = 0;
        this.#run(time);
      });
    }
    #run(time) {
      const fresh = this.#last === 0 || time - this.#last > PAUSE;
      const elapsed = fresh ? USUAL : time - this.#last;
      this.#last = time;
      if (!this.#seen) return;
      if (this.frame(elapsed, fresh)) this.ask();
      else this.#last = 0;
    }
    /** Hidden or off-screen pages have none. */
    see(seen) {
      this.#seen = seen;
    }
    stop() {
      cancelAnimationFrame(this.#asked);
      this.#asked = 0;
      this.#seen = false;
    }
  };

  // playground/palette.ts
  var LIGHT2 = {
    plate: parseColour("#fffdf8"),
    ink: "#26221c",
    quiet: "#6a6357",
    hairline: "#d9d2c3",
    accent: "#c43d1d"
  };
  var DARK = {
    // Neither dark nor light: on a dark plate dark pictures, such as a cobweb, cannot be seen.
    plate: parseColour("#949a9f"),
    ink: "#ece6da",
    quiet: "#9a958a",
    hairline: "#363b40",
    accent: "#ff7d58"
  };
  var systemDark = null;
  function systemIsDark() {
    if (systemDark === null) {
      const query = matchMedia("(prefers-color-scheme: dark)");
      const found = systemDark = y2(query.matches);
      query.addEventListener("change", () => found.value = query.matches);
    }
    return systemDark.value;
  }

  // playground/undo.ts
  var Undo = class {
    constructor(mostStates = 64, mostBytes = 96e6) {
      this.mostStates = mostStates;
      this.mostBytes = mostBytes;
    }
    #past = [];
    #future = [];
    get canUndo() {
      return this.#past.length > 0;
    }
    get canRedo() {
      return this.#future.length > 0;
    }
    /** Bytes held at present. */
    get bytes() {
      let sum = 0;
      for (const state of this.#past) sum += state.bytes;
      for (const state of this.#future) sum += state.bytes;
      return sum;
    }
    /** Remembers the state before an action. What had been undone cannot be redone any more. */
    remember(before) {
      this.#future = [];
      this.#past.push(before);
      this.#trim();
    }
    /** The state to go back to, or null; `current` can then be redone. */
    undo(current) {
      const state = this.#past.pop();
      if (state === void 0) return null;
      this.#future.push(current);
      this.#trim();
      return state;
    }
    /** The state that was undone last, or null. */
    redo(current) {
      const state = this.#future.pop();
      if (state === void 0) return null;
      this.#past.push(current);
      this.#trim();
      return state;
    }
    clear() {
      this.#past = [];
      this.#future = [];
    }
    /** Drops the oldest; a single state is kept however large it is. */
    #trim() {
      while (this.#past.length > this.mostStates || this.bytes > this.mostBytes && this.#past.length > 1) {
        this.#past.shift();
      }
      while (this.bytes > this.mostBytes && this.#future.length > 1) this.#future.shift();
    }
  };

  // engine/plain/dense.ts
  var BLOCK = 4;
  var Layers = class {
    /** [features, BLOCK], to be written before `think`. */
    features;
    stepSize;
    replacing;
    limit;
    activation;
    channels;
    layers;
    /** Two buffers [widest layer, BLOCK] that layers read from and write to in turn; the first has the features. */
    buffers;
    /** @param told the first layer's last inputs, which are no features */
    constructor({ channels, layers, update, physics }, told = 0) {
      this.stepSize = Math.fround(physics.stepSize);
      this.replacing = update.kind === "replacing";
      this.limit = physics.clamp > 0 ? Math.fround(physics.clamp) : Infinity;
      this.activation = update.activation;
      this.channels = channels;
      this.layers = layers.map((layer, index) => transposed(layer, index === 0 ? layer.inputs - told : layer.inputs));
      const widest = Math.max(...layers.map((layer) => Math.max(layer.inputs, layer.outputs)));
      this.buffers = [new Float64Array(widest * BLOCK), new Float64Array(widest * BLOCK)];
      this.features = this.buffers[0];
    }
    /** The first layer's bias, which may be written to. */
    get bias() {
      return this.layers[0].bias;
    }
    /** The new value of a channel that fires, not yet rounded, from the rule's output. */
    moved(before, asked) {
      const { stepSize, limit } = this;
      const value = this.replacing ? (1 - stepSize) * before + stepSize / (1 + Math.exp(-asked)) : before + stepSize * asked;
      return value > limit ? limit : value < -limit ? -limit : value;
    }
    /**
     * All layers on the features of a block; the buffer that has the last layer's outputs.
     *
     * @param only the only channel to compute, or -1
     */
    think(only) {
      const { activation } = this;
      const last = this.layers.length - 1;
      for (let index = 0; index < last; index++) {
        const layer = this.layers[index];
        const hidden = this.buffers[(index + 1) % 2];
        dense(layer, 0, layer.outputs, this.buffers[index % 2], hidden, activation === "relu");
        if (activation !== "relu") {
          bend(hidden, layer.outputs * BLOCK, activation === "atan" ? Math.atan : Math.tanh);
        }
      }
      const [input, output] = [this.buffers[last % 2], this.buffers[(last + 1) % 2]];
      const [from, to] = only < 0 ? [0, this.channels] : [only, only + 1];
      dense(this.layers[last], from, to, input, output, false);
      return output;
    }
  };
  function transposed(layer, used) {
    const { outputs, bias } = layer;
    const weight = new Float64Array(used * outputs);
    for (let input = 0; input < used; input++) {
      for (let output = 0; output < outputs; output++) {
        weight[output * used + input] = layer.weight[input * outputs + output];
      }
    }
    return { inputs: used, outputs, weight, bias: Float64Array.from(bias) };
  }
  function bend(values, count, activation) {
    for (let i4 = 0; i4 < count; i4++) {
      values[i4] = activation(values[i4]);
    }
  }
  function dense(layer, from, to, input, output, rectify) {
    const { inputs, weight, bias } = layer;
    const end = inputs * BLOCK;
    for (let j4 = from; j4 < to; j4 += 2) {
      const second = j4 + 1 < to ? j4 + 1 : j4;
      let sum0 = bias[j4];
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      let other0 = bias[second];
      let other1 = other0;
      let other2 = other0;
      let other3 = other0;
      let w5 = j4 * inputs;
      let v4 = second * inputs;
      for (let i4 = 0; i4 < end; i4 += BLOCK) {
        const factor = weight[w5++];
        const otherFactor = weight[v4++];
        const value0 = input[i4];
        const value1 = input[i4 + 1];
        const value2 = input[i4 + 2];
        const value3 = input[i4 + 3];
        sum0 += factor * value0;
        sum1 += factor * value1;
        sum2 += factor * value2;
        sum3 += factor * value3;
        other0 += otherFactor * value0;
        other1 += otherFactor * value1;
        other2 += otherFactor * value2;
        other3 += otherFactor * value3;
      }
      writeBlock(output, (second - from) * BLOCK, rectify, other0, other1, other2, other3);
      writeBlock(output, (j4 - from) * BLOCK, rectify, sum0, sum1, sum2, sum3);
    }
  }
  function writeBlock(output, at, rectify, value0, value1, value2, value3) {
    output[at] = rectify && value0 < 0 ? 0 : value0;
    output[at + 1] = rectify && value1 < 0 ? 0 : value1;
    output[at + 2] = rectify && value2 < 0 ? 0 : value2;
    output[at + 3] = rectify && value3 < 0 ? 0 : value3;
  }

  // engine/random.ts
  var MULTIPLIER = 1664525;
  var INCREMENT = 1013904223;
  var ROW_STRIDE = 65536;
  var CHANNEL_STRIDE = 2654435769;
  function pcg3dFirst(x3, y4, z3) {
    let a4 = Math.imul(x3, MULTIPLIER) + INCREMENT | 0;
    let b4 = Math.imul(y4, MULTIPLIER) + INCREMENT | 0;
    let c4 = Math.imul(z3, MULTIPLIER) + INCREMENT | 0;
    a4 = a4 + Math.imul(b4, c4) | 0;
    b4 = b4 + Math.imul(c4, a4) | 0;
    c4 = c4 + Math.imul(a4, b4) | 0;
    a4 ^= a4 >>> 16;
    b4 ^= b4 >>> 16;
    c4 ^= c4 >>> 16;
    return a4 + Math.imul(b4, c4) >>> 0;
  }
  function fireValue(column, row, step, seed) {
    return pcg3dFirst(column + ROW_STRIDE * row, step, seed) >>> 8;
  }
  function fireThreshold(fireRate) {
    const scaled = Math.fround(fireRate) * 16777216;
    const below = Math.floor(scaled);
    const rest = scaled - below;
    return rest > 0.5 || rest === 0.5 && below % 2 === 1 ? below + 1 : below;
  }
  function channelSeed(seed, channel) {
    return seed + Math.imul(CHANNEL_STRIDE, channel + 1) | 0;
  }
  function noiseValue(column, row, channel, step, seed) {
    return (pcg3dFirst(column + ROW_STRIDE * row, step, channelSeed(seed, channel)) >>> 8) / 8388608 - 1;
  }

  // volume/grid.ts
  var LAYER_STRIDE = 1 << 24;
  var VolumeGrid = class {
    constructor(sides) {
      this.sides = sides;
      const { depth, height, width } = sides;
      this.row = width + 2;
      this.layer = this.row * (height + 2);
      this.cells = this.layer * (depth + 2);
      this.inner = new Int32Array(depth * height * width);
      this.words = new Int32Array(this.inner.length);
      this.rows = new Int32Array(this.inner.length);
      this.border = new Int32Array(this.cells - this.inner.length);
      this.opposite = new Int32Array(this.border.length);
      const steps = [-1, 0, 1];
      this.around = steps.flatMap((z3) => steps.flatMap((y4) => steps.map((x3) => z3 * this.layer + y4 * this.row + x3)));
      this.place();
    }
    /** Cells to the next row, and to the next layer. */
    row;
    layer;
    /** Cells with the border. */
    cells;
    /** Where the cells of the volume are, layer by layer, row by row. */
    inner;
    /** Column and layer of each of `inner` as the fire hash has them, and its row. */
    words;
    rows;
    /** From a cell to the 27 of its neighbourhood. */
    around;
    /** The cells of the border, and the cells on the opposite side that they are on a torus. */
    border;
    opposite;
    place() {
      const { depth, height, width } = this.sides;
      const wrap = (at, side) => (at + side) % side;
      let inner = 0;
      let border = 0;
      for (let cell = 0; cell < this.cells; cell++) {
        const layer = Math.floor(cell / this.layer) - 1;
        const row = Math.floor(cell % this.layer / this.row) - 1;
        const column = cell % this.row - 1;
        const [z3, y4, x3] = [wrap(layer, depth), wrap(row, height), wrap(column, width)];
        if (z3 === layer && y4 === row && x3 === column) {
          this.words[inner] = column + LAYER_STRIDE * layer | 0;
          this.rows[inner] = row;
          this.inner[inner++] = cell;
        } else {
          this.opposite[border] = this.at({ layer: z3, row: y4, column: x3 });
          this.border[border++] = cell;
        }
      }
    }
    /** Where a cell of the volume is. */
    at({ layer, row, column }) {
      return (layer + 1) * this.layer + (row + 1) * this.row + column + 1;
    }
    has({ layer, row, column }) {
      const { depth, height, width } = this.sides;
      return layer >= 0 && layer < depth && row >= 0 && row < height && column >= 0 && column < width;
    }
    /** On a torus the border shows the opposite side. */
    refreshBorder(state, channels) {
      for (let i4 = 0; i4 < this.border.length; i4++) {
        const from = this.opposite[i4] * channels;
        state.copyWithin(this.border[i4] * channels, from, from + channels);
      }
    }
    /** On a torus what is marked in the border is marked on the opposite side. */
    foldBorder(marks) {
      for (let i4 = 0; i4 < this.border.length; i4++) {
        if (marks[this.border[i4]] !== 0) marks[this.opposite[i4]] = 1;
      }
    }
  };

  // engine/types.ts
  var ACTIVATIONS = ["relu", "atan", "tanh"];
  var UPDATES = ["residual", "replacing"];
  var LIVES = ["neighbourhood", "own-alpha", "all"];
  var FIRES = ["cell", "channel"];

  // engine/filters.ts
  var NOTHING = new Array(9).fill(0);
  var DX = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((tap) => tap / 8);
  var DY = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((tap) => tap / 8);
  function still(name, taps) {
    return { name, still: taps, cosine: NOTHING, sine: NOTHING };
  }
  var NAMED_FILTERS = new Map(
    [
      still("identity", [0, 0, 0, 0, 1, 0, 0, 0, 0]),
      { name: "sobel_x", still: NOTHING, cosine: DX, sine: DY.map((tap) => -tap) },
      { name: "sobel_y", still: NOTHING, cosine: DY, sine: DX },
      still("laplacian", [1, 2, 1, 2, -12, 2, 1, 2, 1].map((tap) => tap / 16)),
      still("mean", [1, 1, 1, 1, 0, 1, 1, 1, 1].map((tap) => tap / 8))
    ].map((filter) => [filter.name, filter])
  );
  var ARTICLE_FILTERS = ["identity", "sobel_x", "sobel_y"].map(
    (name) => NAMED_FILTERS.get(name)
  );

  // engine/automaton.ts
  var TWO_LEVEL = "two-level";
  function readUpdate(part, kinds = UPDATES) {
    if (part.given("kind") === "inked") {
      throw part.error("classifies digits, which has a page of its own: blastema play FILE");
    }
    const kind = part.choice("kind", kinds, void 0);
    part.knows(["kind", "hidden", "activation", ...kind === TWO_LEVEL ? ["parent_hidden"] : []]);
    const hidden = part.given("hidden") ?? [128];
    if (!Array.isArray(hidden) || hidden.length === 0 || !hidden.every((width) => isWhole(width, 1, 8192))) {
      throw part.error(`has hidden ${short(hidden)}; expected a list of one or more widths from 1 to 8192`);
    }
    return { kind: kind === TWO_LEVEL ? "residual" : kind, hidden, activation: part.choice("activation", ACTIVATIONS, "relu") };
  }
  function readLife(part) {
    const kind = part.choice("kind", LIVES, void 0);
    part.knows(["kind", "alive_threshold"]);
    return { kind, aliveThreshold: part.number("alive_threshold", -1e3, 1e3, 0.1) };
  }
  function readPhysics(part) {
    part.knows(["boundary", "fire_rate", "fire_per", "step_size", "angle", "clamp", "noise"]);
    const firePer = part.choice("fire_per", FIRES, "cell");
    const noise = part.number("noise", 0, 1e6, 0);
    if (firePer === "channel" && noise > 0) {
      throw part.error(`has noise ${noise} and fire_per "channel", which would draw the same numbers; expected noise 0`);
    }
    return {
      boundary: part.choice("boundary", ["zero", "torus"], "zero"),
      fireRate: part.number("fire_rate", 0, 1, 0.5),
      firePer,
      stepSize: part.number("step_size", -1e3, 1e3, 1),
      angle: part.number("angle", -36e3, 36e3, 0) * Math.PI / 180,
      clamp: part.number("clamp", 0, 1e6, 0),
      noise
    };
  }
  var Part = class {
    constructor(raw, name, source) {
      this.name = name;
      this.source = source;
      if (!isObject(raw)) {
        throw new OrganismError(`${source}: ${name} is ${short(raw)}; expected a JSON object.`);
      }
      this.fields = raw;
    }
    fields;
    error(what, hint = "") {
      return new OrganismError(`${this.source}: ${this.name} ${what}. ${hint}`.trimEnd());
    }
    /** Refuses all other fields. */
    knows(names) {
      const unknown = Object.keys(this.fields).filter((key) => !names.includes(key));
      if (unknown.length > 0) {
        throw this.error(`has unknown fields (${unknown.join(", ").slice(0, 200)})`, NEWER);
      }
    }
    given(key) {
      return own(this.fields, key);
    }
    /** One of several texts; required unless there is a default. */
    choice(key, choices, usual) {
      const value = this.value(key, usual);
      const found = choices.find((choice) => choice === value);
      if (found === void 0) {
        const known = choices.map((choice) => `"${choice}"`).join(" or ");
        throw this.error(`has ${key} ${short(value)}; expected ${known}`, typeof value === "string" ? NEWER : "");
      }
      return found;
    }
    whole(key, low, high, usual) {
      const value = this.value(key, usual);
      if (!isWhole(value, low, high)) {
        throw this.error(`has ${key} ${short(value)}; expected a whole number from ${low} to ${high}`);
      }
      return value;
    }
    number(key, low, high, usual) {
      const value = this.value(key, usual);
      if (!isNumber(value, low, high)) {
        throw this.error(`has ${key} ${short(value)}; expected a number from ${low} to ${high}`);
      }
      return value;
    }
    value(key, usual) {
      const value = this.given(key);
      return value === void 0 ? usual : value;
    }
  };

  // engine/safetensors.ts
  var LARGEST_BYTES = 64 << 20;
  var LARGEST_HEADER_BYTES = 16 << 20;
  var ITEM_BYTES = { F32: 4, F16: 2 };
  function looksLikeSafetensors(bytes) {
    return bytes.length > 9 && bytes[8] === 123 && headerLength(bytes) <= LARGEST_BYTES;
  }
  function headerLength(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  }
  function readHeader(bytes, source) {
    if (bytes.length > LARGEST_BYTES) {
      throw new OrganismError(`${source} has ${bytes.length} bytes; an organism file has at most ${LARGEST_BYTES}.`);
    }
    if (bytes.length < 10 || bytes[8] !== 123) {
      throw new OrganismError(`${source} is not a safetensors file, as an organism file is (or it is cut short).`);
    }
    const length = headerLength(bytes);
    if (length > LARGEST_HEADER_BYTES) {
      throw new OrganismError(`${source}: the header claims ${length} bytes; at most ${LARGEST_HEADER_BYTES} are read.`);
    }
    if (8 + length > bytes.length) {
      throw new OrganismError(
        `${source} is cut short: ${bytes.length} bytes, but its header alone ends at ${8 + length}. Fetch it again.`
      );
    }
    const header = parseJson(bytes.subarray(8, 8 + length), `the header of ${source}`);
    if (!isObject(header)) {
      throw new OrganismError(`the header of ${source} is not a JSON object.`);
    }
    return { header, data: bytes.subarray(8 + length) };
  }
  function readTensors(header, data, expected, source) {
    const spans = [];
    const tensors = /* @__PURE__ */ new Map();
    for (const [name, shape] of expected) {
      const entry2 = own(header, name);
      if (!isObject(entry2)) {
        throw new OrganismError(`${source} lacks the tensor ${name} [${shape.join(", ")}].`);
      }
      const found = own(entry2, "shape");
      if (!Array.isArray(found) || found.length !== shape.length || found.some((side, i4) => side !== shape[i4])) {
        throw new OrganismError(
          `${source}: ${name} has shape ${short(found)}; the automaton expects [${shape.join(", ")}].`
        );
      }
      const kind = own(entry2, "dtype");
      if (typeof kind !== "string" || !Object.hasOwn(ITEM_BYTES, kind)) {
        throw new OrganismError(`${source}: ${name} has type ${short(kind)}; expected F32 or F16.`);
      }
      const count = shape.reduce((product, side) => product * side, 1);
      const span = readSpan(own(entry2, "data_offsets"), count * ITEM_BYTES[kind], data.length, name, source);
      spans.push(span);
      tensors.set(name, decodeFloats(data.subarray(...span), kind, name, source));
    }
    const extra = Object.keys(header).filter((name) => name !== "__metadata__" && !expected.has(name));
    if (extra.length > 0) {
      const names = extra.join(", ").slice(0, 200);
      throw new OrganismError(`${source} has tensors that its automaton does not have: ${names}.`);
    }
    checkGaps(spans, data.length, source);
    return tensors;
  }
  function readSpan(raw, bytes, limit, name, source) {
    const [begin, end] = Array.isArray(raw) && raw.length === 2 ? raw : [];
    if (!isWhole(begin, 0, limit) || !isWhole(end, 0, limit) || end - begin !== bytes) {
      throw new OrganismError(
        `${source} is cut short or altered: ${name} lies at ${short(raw)} of ${limit} bytes; expected ${bytes} bytes. Fetch it again.`
      );
    }
    return [begin, end];
  }
  function checkGaps(spans, length, source) {
    let end = 0;
    for (const [begin, next] of [...spans].sort((a4, b4) => a4[0] - b4[0] || a4[1] - b4[1])) {
      if (begin !== end) {
        throw new OrganismError(`${source} is altered: its tensors have gaps or overlap at byte ${end}. Fetch it again.`);
      }
      end = next;
    }
    if (end !== length) {
      throw new OrganismError(
        `${source} is altered: ${length} bytes of tensors, but they end at ${end}. Fetch it again.`
      );
    }
  }
  function decodeFloats(bytes, kind, name, source) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = new Float32Array(bytes.length / ITEM_BYTES[kind]);
    for (let i4 = 0; i4 < values.length; i4++) {
      values[i4] = kind === "F32" ? view.getFloat32(4 * i4, true) : halfToNumber(view.getUint16(2 * i4, true));
    }
    if (!values.every(Number.isFinite)) {
      throw new OrganismError(
        `${source}: ${name} has values that are not finite. Use an earlier organism of the training.`
      );
    }
    return values;
  }
  function halfToNumber(bits) {
    const sign = bits & 32768 ? -1 : 1;
    const exponent = bits >> 10 & 31;
    const fraction = (bits & 1023) / 1024;
    if (exponent === 31) {
      return fraction === 0 ? sign * Infinity : NaN;
    }
    return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
  }

  // engine/upgrade.ts
  var FIELDS = [
    "alive_threshold",
    "angle",
    "boundary",
    "channels",
    "filters",
    "fire_rate",
    "hidden",
    "learned_filters",
    "living_mask",
    "step_size"
  ];
  function upgraded(described, source) {
    const { architecture, ...rest } = described;
    if (!isObject(architecture)) {
      throw new OrganismError(`${source}: architecture is ${short(architecture)}; expected a JSON object.`);
    }
    const unknown = Object.keys(architecture).filter((key) => !FIELDS.includes(key));
    if (unknown.length > 0) {
      const names = unknown.join(", ").slice(0, 200);
      throw new OrganismError(`${source}: the architecture has unknown fields (${names}). ${NEWER}`);
    }
    const missing = FIELDS.filter((key) => !Object.hasOwn(architecture, key));
    if (missing.length > 0) {
      throw new OrganismError(`${source}: the architecture lacks ${missing.join(", ")}.`);
    }
    const { channels, hidden, alive_threshold, boundary, fire_rate, step_size, angle } = architecture;
    const { living_mask: mask, learned_filters } = architecture;
    if (typeof mask !== "boolean") {
      throw new OrganismError(`${source}: the architecture has living_mask ${short(mask)}; expected true or false.`);
    }
    const filters = readNames(own(architecture, "filters"), source).map((name) => NAMED_FILTERS.get(name));
    return {
      ...rest,
      automaton: {
        channels,
        perception: {
          kind: "filters",
          filters: filters.map(({ name, still: still2, cosine, sine }) => {
            return { name, still: rows(still2), cosine: rows(cosine), sine: rows(sine) };
          }),
          learned_filters,
          signal: 0
        },
        update: { kind: "residual", hidden, activation: "relu" },
        life: { kind: mask ? "neighbourhood" : "all", alive_threshold },
        physics: { boundary, fire_rate, fire_per: "cell", step_size, angle, clamp: 0, noise: 0 }
      }
    };
  }
  function rows(taps) {
    return [taps.slice(0, 3), taps.slice(3, 6), taps.slice(6)];
  }
  function readNames(names, source) {
    const sound = Array.isArray(names) && names.every((name) => NAMED_FILTERS.has(name)) && new Set(names).size === names.length;
    if (!sound) {
      const known = [...NAMED_FILTERS.keys()].join(", ");
      throw new OrganismError(
        `${source}: the architecture has filters ${short(names)}; expected a list of different ones of ${known}.`
      );
    }
    return names;
  }

  // engine/organism_file.ts
  var FORMAT = "blastema-organism";
  var VERSION = 3;
  var LARGEST_STATE = 2 ** 25;
  var LARGEST_LAYER = 2 ** 28;
  var NAME = /^[\p{L}\p{N}][\p{L}\p{N}_ .,+()-]{0,99}$/u;
  function readDescription(header, source) {
    const metadata = own(header, "__metadata__");
    const text2 = isObject(metadata) ? own(metadata, "blastema") : void 0;
    if (typeof text2 !== "string") {
      throw new OrganismError(
        `${source} is a safetensors file without the metadata "blastema", so it is not a Blastema organism.`
      );
    }
    const described = parseJson(text2, `the metadata of ${source}`);
    if (!isObject(described)) {
      throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
    }
    return readVersion(described, source) === 1 ? upgraded(described, source) : described;
  }
  function readVersion(described, source) {
    const format = own(described, "format");
    if (format !== FORMAT) {
      throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
    }
    const version = own(described, "version");
    if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) {
      throw new OrganismError(`${source} has organism version ${short(version)}; expected 1 to ${VERSION}.`);
    }
    if (version > VERSION) {
      throw new OrganismError(
        `${source} has organism version ${version}; this page reads versions 1 to ${VERSION}. ${NEWER}`
      );
    }
    return version;
  }
  function readName(raw, source) {
    if (typeof raw !== "string" || !NAME.test(raw)) {
      throw new OrganismError(
        `${source}: the name is ${short(raw)}; expected up to 100 letters, digits, blanks and - _ . , + ( ), a letter or digit first.`
      );
    }
    return raw;
  }

  // volume/organism.ts
  var SENSES = ["identity", "sobel_x", "sobel_y", "sobel_z", "laplacian"];
  var LONGEST_SIDE = 256;
  var LARGEST_STATE2 = 2 ** 25;
  var MOST_SEEDS = 4096;
  function readVolume(bytes, source) {
    if (!looksLikeSafetensors(bytes)) {
      throw new OrganismError(`${source} is not an organism file of Blastema; expected a safetensors file.`);
    }
    const { header, data } = readHeader(bytes, source);
    const described = readDescription(header, source);
    const all = new Part(own(described, "automaton"), "the automaton", source);
    const part = (name2) => new Part(all.given(name2), `the automaton's ${name2}`, source);
    all.knows(["channels", "perception", "update", "life", "physics", "decoder"]);
    const perception = part("perception");
    if (perception.given("kind") !== "volume") {
      throw new OrganismError(`${source} grows a picture, which has a page of its own: blastema play FILE`);
    }
    if (all.given("decoder") !== void 0 && part("decoder").given("kind") !== "none") {
      throw part("decoder").error("draws pixels; a volume has no decoder");
    }
    const channels = all.whole("channels", 4, 1024, void 0);
    const senses = readSenses(perception);
    const { hidden, ...update } = readUpdate(part("update"));
    const physics = readPhysics(new Part(all.given("physics") ?? {}, "the automaton's physics", source));
    if (physics.angle !== 0) throw new OrganismError(`${source}: the angle is not 0, as it is in a volume.`);
    const grid = readGrid(own(described, "grid"), channels, source);
    const name = readName(own(described, "name"), source);
    const provenance = own(described, "provenance") ?? {};
    return {
      name,
      channels,
      senses,
      layers: readLayers(header, data, [senses.length * channels, ...hidden, channels], source),
      update,
      life: readLife(part("life")),
      physics,
      grid,
      seeds: readSeeds(own(described, "seeds"), grid, source),
      target: readTarget(own(described, "target"), grid, source),
      provenance: isObject(provenance) ? provenance : {}
    };
  }
  function readSenses(part) {
    part.knows(["kind", "senses"]);
    const listed = part.given("senses") ?? SENSES;
    const known = Array.isArray(listed) && listed.length > 0 && new Set(listed).size === listed.length;
    if (!known || !listed.every((sense) => SENSES.includes(sense))) {
      throw part.error(`has senses ${short(listed)}; expected different ones of ${SENSES.join(", ")}`);
    }
    return listed;
  }
  function readLayers(header, data, widths, source) {
    const shapes = /* @__PURE__ */ new Map();
    const outputs = widths.slice(1);
    outputs.forEach((width, i4) => {
      shapes.set(`layers.${i4}.weight`, [widths[i4], width]);
      shapes.set(`layers.${i4}.bias`, [width]);
    });
    const tensors = readTensors(header, data, shapes, source);
    return outputs.map((width, i4) => {
      const [weight, bias] = [tensors.get(`layers.${i4}.weight`), tensors.get(`layers.${i4}.bias`)];
      return { inputs: widths[i4], outputs: width, weight, bias };
    });
  }
  function readGrid(raw, channels, source) {
    const sides = Array.isArray(raw) && raw.length === 3 ? raw : [];
    const [depth, height, width] = sides;
    if (!isWhole(depth, 3, LONGEST_SIDE) || !isWhole(height, 3, LONGEST_SIDE) || !isWhole(width, 3, LONGEST_SIDE)) {
      throw new OrganismError(
        `${source}: the grid is ${short(raw)}; expected [depth, height, width], each 3 to ${LONGEST_SIDE}.`
      );
    }
    if (depth * height * width * channels > LARGEST_STATE2) {
      throw new OrganismError(`${source}: the grid is ${short(raw)}, too large for ${channels} channels.`);
    }
    return { depth, height, width };
  }
  function readSeeds(raw, { depth, height, width }, source) {
    if (raw === void 0) {
      return [{ layer: depth >> 1, row: height >> 1, column: width >> 1 }];
    }
    const places = Array.isArray(raw) && raw.length <= MOST_SEEDS ? raw : [];
    const isPlace = (place) => Array.isArray(place) && place.length === 3 && [depth, height, width].every((side, i4) => isWhole(place[i4], 0, side - 1));
    if (places.length === 0 || !places.every(isPlace)) {
      throw new OrganismError(
        `${source}: the seeds are ${short(raw)}; expected 1 to ${MOST_SEEDS} places [layer, row, column] on the grid.`
      );
    }
    return places.map(([layer, row, column]) => ({ layer, row, column }));
  }
  function readTarget(raw, grid, source) {
    if (!isObject(raw) || typeof own(raw, "png") !== "string") {
      return null;
    }
    const [size, padding, png] = [own(raw, "size"), own(raw, "padding"), decodeBase64(String(own(raw, "png")))];
    const fits = isWhole(size, 1, LONGEST_SIDE) && isWhole(padding, 0, LONGEST_SIDE);
    if (!fits || [grid.depth, grid.height, grid.width].some((side) => side !== size + 2 * padding)) {
      throw new OrganismError(`${source}: the target's size ${short(size)} and padding ${short(padding)} do not fit the grid.`);
    }
    const found = png === null ? null : pngSize(png);
    if (png === null || found === null || found.width !== size || found.height !== size * size) {
      throw new OrganismError(`${source}: the target is not a PNG of ${size} x ${size * size} pixels, its layers.`);
    }
    return { name: readName(own(raw, "name"), `${source}, target`), size, padding, png };
  }

  // volume/perception.ts
  var VolumePerception = class {
    /**
     * @param row how many cells further the next row is
     * @param layer how many cells further the next layer is
     */
    constructor(senses, channels, row, layer) {
      this.channels = channels;
      this.places = SENSES.map((sense) => senses.indexOf(sense));
      this.lines = [-1, 0, 1].flatMap((z3) => [-1, 0, 1].map((y4) => (z3 * layer + y4 * row) * channels));
    }
    /** Of each of `SENSES` its place among those of the organism, or -1. */
    places;
    /** The nine lines of three columns around a cell, by layer and row. */
    lines;
    /** Writes one cell's features into its lane of a block: filter-major, [features, BLOCK]. */
    perceive(state, cell, features, lane) {
      const { channels, lines } = this;
      const [identity, right, down, back, laplacian] = this.places;
      const size = channels * BLOCK;
      for (let channel = 0; channel < channels; channel++) {
        const middle = cell * channels + channel;
        const own2 = state[middle];
        let mean = 0;
        let slopeX = 0;
        let slopeY = 0;
        let slopeZ = 0;
        for (let line = 0; line < 9; line++) {
          const at2 = middle + lines[line];
          const before = state[at2 - channels];
          const after = state[at2 + channels];
          const sum = before + 2 * state[at2] + after;
          const [y4, z3] = [line % 3 - 1, (line / 3 | 0) - 1];
          const [rowWeight, layerWeight] = [y4 === 0 ? 2 : 1, z3 === 0 ? 2 : 1];
          mean += rowWeight * layerWeight * sum;
          slopeX += rowWeight * layerWeight * (after - before);
          slopeY += y4 * layerWeight * sum;
          slopeZ += z3 * rowWeight * sum;
        }
        const at = channel * BLOCK + lane;
        if (identity >= 0) features[identity * size + at] = own2;
        if (right >= 0) features[right * size + at] = slopeX / 32;
        if (down >= 0) features[down * size + at] = slopeY / 32;
        if (back >= 0) features[back * size + at] = slopeZ / 32;
        if (laplacian >= 0) features[laplacian * size + at] = mean / 64 - own2;
      }
    }
  };

  // volume/engine.ts
  var VolumeEngine = class {
    /** @param seed of the fire mask */
    constructor(organism, seed = 0) {
      this.organism = organism;
      this.seed = seed;
      const { channels, physics, life, senses } = organism;
      this.fireRate = physics.fireRate;
      this.grid = new VolumeGrid(organism.grid);
      this.layers = new Layers(organism);
      this.perception = new VolumePerception(senses, channels, this.grid.row, this.grid.layer);
      this.threshold = Math.fround(life.aliveThreshold);
      this.torus = physics.boundary === "torus";
      const { cells, inner } = this.grid;
      this.state = new Float32Array(cells * channels);
      [this.pre, this.ring, this.post] = [new Uint8Array(cells), new Uint8Array(cells), new Uint8Array(cells)];
      this.firing = new Int32Array(inner.length);
      this.asked = new Float64Array(inner.length * channels);
    }
    /** Probability that a cell updates at a step. */
    fireRate;
    /** [cells with border, channels] */
    state;
    grid;
    layers;
    perception;
    threshold;
    torus;
    /** Cells with a living neighbour before the step, those next to these, and cells with one after it. */
    pre;
    ring;
    post;
    /** Which of the grid's inner cells fire: first those of `pre`, then those of the ring. */
    firing;
    /** What the rule asks: [cells that fire, channels]; of the ring alpha alone. */
    asked;
    steps = 0;
    fireBelow = 0;
    get sides() {
      return this.grid.sides;
    }
    /** Steps since the world began. */
    get stepCount() {
      return this.steps;
    }
    /** Empties the world and plants its seeds; step 0. */
    restart() {
      this.state.fill(0);
      this.steps = 0;
      this.organism.seeds.forEach((place) => this.plant(place));
    }
    /** RGB 0, alpha and hidden channels 1. */
    plant(place) {
      const at = this.grid.at(place) * this.organism.channels;
      this.state.fill(0, at, at + ALPHA).fill(1, at + ALPHA, at + this.organism.channels);
    }
    /** Empties a ball; how many living cells were in it. */
    erase(centre, radius) {
      const { channels } = this.organism;
      const reach = Math.floor(radius);
      let count = 0;
      for (let z3 = -reach; z3 <= reach; z3++) {
        for (let y4 = -reach; y4 <= reach; y4++) {
          for (let x3 = -reach; x3 <= reach; x3++) {
            const place = { layer: centre.layer + z3, row: centre.row + y4, column: centre.column + x3 };
            if (z3 * z3 + y4 * y4 + x3 * x3 > radius * radius || !this.grid.has(place)) continue;
            const at = this.grid.at(place) * channels;
            if (this.state[at + ALPHA] > this.threshold) count++;
            this.state.fill(0, at, at + channels);
          }
        }
      }
      return count;
    }
    /** A copy. */
    read() {
      const { inner, sides } = this.grid;
      const { channels } = this.organism;
      const state = new Float32Array(inner.length * channels);
      inner.forEach((cell, i4) => {
        for (let c4 = 0; c4 < channels; c4++) state[i4 * channels + c4] = this.state[cell * channels + c4];
      });
      return { ...sides, channels, state, step: this.steps };
    }
    /** @throws RangeError if the state is of another size */
    write({ state, step }) {
      const { inner } = this.grid;
      const { channels } = this.organism;
      if (state.length !== inner.length * channels) {
        throw new RangeError(`The state has ${state.length} numbers; expected ${inner.length * channels}.`);
      }
      this.state.fill(0);
      inner.forEach((cell, i4) => this.state.set(state.subarray(i4 * channels, (i4 + 1) * channels), cell * channels));
      this.steps = step >>> 0;
    }
    step(count = 1) {
      for (let done = 0; done < count; done++) {
        this.once();
        this.steps = this.steps + 1 >>> 0;
      }
    }
    once() {
      const { life } = this.organism;
      const masked = life.kind === "neighbourhood";
      this.fireBelow = fireThreshold(this.fireRate);
      if (life.kind === "own-alpha") this.clearAbsent();
      if (this.torus) this.grid.refreshBorder(this.state, this.organism.channels);
      if (masked) this.markAlive(this.pre);
      else this.pre.fill(1);
      this.markRing(masked);
      const inside = this.findFiring(this.pre, 0, false);
      const end = this.findFiring(this.ring, inside, true);
      this.ask(0, inside, -1);
      this.ask(inside, end, ALPHA);
      this.post.fill(masked ? 0 : 1);
      for (let i4 = inside; masked && i4 < end; i4++) {
        const cell = this.grid.inner[this.firing[i4]];
        const alpha = this.state[cell * this.organism.channels + ALPHA];
        if (Math.fround(this.layers.moved(alpha, this.asked[i4 * this.organism.channels])) > this.threshold) {
          this.markAround(this.post, cell);
        }
      }
      this.move(inside);
      if (masked) this.clearDead();
      this.addNoise();
    }
    clearAbsent() {
      const { channels } = this.organism;
      for (const cell of this.grid.inner) {
        const at = cell * channels;
        if (!(this.state[at + ALPHA] > this.threshold)) this.state.fill(0, at, at + channels);
      }
    }
    markAround(marks, cell) {
      for (const step of this.grid.around) marks[cell + step] = 1;
    }
    /** Marks the neighbourhoods of mature cells, beside what is marked already. */
    markMature(marks) {
      const { channels } = this.organism;
      for (const cell of this.grid.inner) {
        if (this.state[cell * channels + ALPHA] > this.threshold) this.markAround(marks, cell);
      }
      if (this.torus) this.grid.foldBorder(marks);
    }
    markAlive(marks) {
      marks.fill(0);
      this.markMature(marks);
    }
    /** The cells next to `pre`. */
    markRing(masked) {
      const { ring, pre, grid } = this;
      ring.fill(0);
      if (!masked) return;
      for (const cell of grid.inner) {
        if (pre[cell] !== 0) this.markAround(ring, cell);
      }
      if (this.torus) grid.foldBorder(ring);
      for (const cell of grid.inner) {
        if (pre[cell] !== 0) ring[cell] = 0;
      }
    }
    /** Puts those of the marked cells that fire into `firing`, from `begin` on; the new end. */
    findFiring(marks, begin, alphaAlone) {
      const { inner } = this.grid;
      const first = alphaAlone ? ALPHA : 0;
      const channels = alphaAlone ? ALPHA + 1 : this.organism.channels;
      const perChannel = this.organism.physics.firePer === "channel";
      let end = begin;
      for (let i4 = 0; i4 < inner.length; i4++) {
        if (marks[inner[i4]] === 0) continue;
        let fires = !perChannel && this.fires(i4, this.seed);
        for (let c4 = first; perChannel && !fires && c4 < channels; c4++) fires = this.fires(i4, channelSeed(this.seed, c4));
        if (fires) this.firing[end++] = i4;
      }
      return end;
    }
    fires(index, seed) {
      const { words, rows: rows2 } = this.grid;
      return fireValue(words[index], rows2[index], this.steps, seed) < this.fireBelow;
    }
    /** What the rule asks of the firing cells from `begin` to `end` - 1, of all channels or of one. */
    ask(begin, end, only) {
      const { layers, asked, firing } = this;
      const { channels } = this.organism;
      const count = only < 0 ? channels : 1;
      for (let first = begin; first < end; first += BLOCK) {
        const lanes = Math.min(BLOCK, end - first);
        for (let lane = 0; lane < lanes; lane++) {
          this.perception.perceive(this.state, this.grid.inner[firing[first + lane]], layers.features, lane);
        }
        const output = layers.think(only);
        for (let lane = 0; lane < lanes; lane++) {
          for (let c4 = 0; c4 < count; c4++) asked[(first + lane) * channels + c4] = output[c4 * BLOCK + lane];
        }
      }
    }
    move(end) {
      const { channels, physics } = this.organism;
      const perChannel = physics.firePer === "channel";
      for (let i4 = 0; i4 < end; i4++) {
        const at = this.grid.inner[this.firing[i4]] * channels;
        for (let c4 = 0; c4 < channels; c4++) {
          if (perChannel && !this.fires(this.firing[i4], channelSeed(this.seed, c4))) continue;
          this.state[at + c4] = this.layers.moved(this.state[at + c4], this.asked[i4 * channels + c4]);
        }
      }
    }
    /** Empties the cells that have no mature neighbour before and after the step. */
    clearDead() {
      const { pre, post, state } = this;
      const { channels } = this.organism;
      this.markMature(post);
      for (const cell of this.grid.inner) {
        const at = cell * channels;
        if (pre[cell] === 0 || post[cell] === 0) state.fill(0, at, at + channels);
        else pre[cell] = 2;
      }
    }
    /** Uniform noise on every channel of the surviving cells. */
    addNoise() {
      const { channels, physics, life } = this.organism;
      const amplitude = Math.fround(physics.noise);
      const { inner, words, rows: rows2 } = this.grid;
      for (let i4 = 0; amplitude > 0 && i4 < inner.length; i4++) {
        if (life.kind === "neighbourhood" && this.pre[inner[i4]] !== 2) continue;
        for (let c4 = 0; c4 < channels; c4++) {
          const value = amplitude * noiseValue(words[i4], rows2[i4], c4, this.steps, this.seed);
          this.state[inner[i4] * channels + c4] += Math.fround(value);
        }
      }
    }
  };

  // volume/measure.ts
  async function targetOf({ target, grid }) {
    if (target === null) return null;
    const { pixels } = await decodePng(target.png);
    const { size, padding } = target;
    const values = new Float32Array(4 * grid.depth * grid.height * grid.width);
    for (let voxel2 = 0; voxel2 < size ** 3; voxel2++) {
      const [layer, row, column] = [Math.floor(voxel2 / size ** 2), Math.floor(voxel2 / size) % size, voxel2 % size];
      const to = 4 * (((layer + padding) * grid.height + row + padding) * grid.width + column + padding);
      const alpha = Math.fround(pixels[4 * voxel2 + 3] / 255);
      for (let part = 0; part < 3; part++) values[to + part] = Math.fround(pixels[4 * voxel2 + part] / 255) * alpha;
      values[to + ALPHA] = alpha;
    }
    return values;
  }
  function standingOf({ state, channels }, target, threshold) {
    let [living, common, either, sum] = [0, 0, 0, 0];
    const cells = state.length / channels;
    for (let cell = 0; cell < cells; cell++) {
      const lives = state[cell * channels + ALPHA] > threshold;
      living += lives ? 1 : 0;
      if (target === null) continue;
      const wanted = target[4 * cell + ALPHA] > threshold;
      common += lives && wanted ? 1 : 0;
      either += lives || wanted ? 1 : 0;
      for (let part = 0; part < 4; part++) sum += (state[cell * channels + part] - target[4 * cell + part]) ** 2;
    }
    if (target === null) return { living, error: null, missed: null };
    return { living, error: sum / (4 * cells), missed: 1 - common / Math.max(either, 1) };
  }

  // volume/world.ts
  var BRUSHES = [1, 3, 5, 7, 9, 13, 17, 25];
  var MOST_BYTES = 96e6;
  var USUAL_RATE = 20;
  var VolumeWorld = class {
    /** @param seed of the fire masks */
    constructor(seed = 0) {
      this.seed = seed;
    }
    library = y2([]);
    chosen = y2(0);
    playing = y2(true);
    rate = y2(USUAL_RATE);
    tool = y2("wound");
    brush = y2(5);
    look = y2(USUAL_LOOK);
    theme = y2("auto");
    dark = O2(() => this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark");
    palette = O2(() => this.dark.value ? DARK : LIGHT2);
    stepCount = y2(0);
    stepsPerSecond = y2(0);
    standing = y2({ living: 0, error: null, missed: null });
    painter = y2("webgl2");
    canUndo = y2(false);
    canRedo = y2(false);
    helping = y2(false);
    spoken = y2("");
    hint = y2(null);
    notice = y2(null);
    /** Changes whenever there is something else to paint. */
    painted = y2(0);
    #engine = null;
    #target = null;
    #snapshot = null;
    #pace = new Pace(USUAL_RATE);
    #meter = new Meter();
    #undo = new Undo(64, MOST_BYTES);
    #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));
    get organism() {
      return this.#engine?.organism ?? null;
    }
    /** The state as it was painted last. */
    get snapshot() {
      return this.#snapshot;
    }
    say(text2) {
      this.notice.value = this.spoken.value = plainText(text2);
    }
    /** Begins with one of the library. */
    async choose(index) {
      const organism = this.library.value[index];
      if (organism === void 0) return;
      this.chosen.value = index;
      this.#engine = new VolumeEngine(organism, this.seed);
      this.#engine.restart();
      this.#undo.clear();
      this.#target = null;
      this.#changed();
      const target = await targetOf(organism);
      if (this.#engine?.organism === organism) this.#target = target;
      this.#changed();
    }
    /** One more for the library, which lives at once. */
    async open(name, bytes) {
      try {
        this.library.value = [...this.library.value, readVolume(bytes, name)];
      } catch (error) {
        if (!(error instanceof OrganismError)) throw error;
        this.say(error.message);
        return;
      }
      await this.choose(this.library.value.length - 1);
    }
    play(playing = !this.playing.value) {
      this.playing.value = playing;
      this.#frames.ask();
    }
    step(count = 1) {
      this.playing.value = false;
      this.#engine?.step(count);
      this.#changed();
    }
    /** Back to the seeds, at step 0. */
    reset() {
      this.#remember();
      this.#engine?.restart();
      this.#changed();
    }
    /** Uses the tool on a cell that is shown; a seed is planted in front of it, if there is room. */
    use(cell, before) {
      const engine = this.#engine;
      if (engine === null) return;
      this.#remember();
      if (this.tool.value === "wound") {
        const removed = engine.erase(cell, this.brush.value / 2);
        this.spoken.value = `${removed} living voxels removed`;
      } else {
        const { depth, height, width } = engine.sides;
        const places = [[before.layer, depth], [before.row, height], [before.column, width]];
        const free = places.every(([at, side]) => at >= 0 && at < side);
        engine.plant(free ? before : cell);
        this.spoken.value = "a seed planted";
      }
      this.hint.value = null;
      this.#changed();
    }
    undo() {
      this.#travel("undo");
    }
    redo() {
      this.#travel("redo");
    }
    #remember() {
      const now = this.#stand();
      if (now !== null) this.#undo.remember(now);
    }
    #stand() {
      if (this.#engine === null) return null;
      const snapshot = this.#engine.read();
      return { snapshot, bytes: snapshot.state.byteLength };
    }
    #travel(way) {
      const now = this.#stand();
      const found = now === null ? null : this.#undo[way](now);
      if (found === null) return;
      this.#engine.write(found.snapshot);
      this.#changed();
    }
    brushStep(by) {
      const sizes = BRUSHES;
      this.brush.value = sizes[Math.min(Math.max(sizes.indexOf(this.brush.value) + by, 0), sizes.length - 1)];
    }
    /** Turns and tilts by angles in radians, and magnifies. */
    turn(by, tilt, zoom = 1) {
      const now = this.look.value;
      this.look.value = bounded({ turn: now.turn + by, tilt: now.tilt + tilt, zoom: now.zoom * zoom });
    }
    /** Hidden pages rest. */
    rest(hidden) {
      this.#frames.see(!hidden);
      if (!hidden) this.#frames.ask();
    }
    #frame(elapsed, fresh) {
      const engine = this.#engine;
      if (engine === null || !this.playing.value) return false;
      if (fresh) this.#pace.restart();
      this.#pace.rate = this.rate.value;
      const steps = this.#pace.frame(elapsed, (count) => engine.step(count), () => performance.now());
      this.stepsPerSecond.value = this.#meter.add(elapsed, steps);
      if (steps > 0) this.#changed();
      return true;
    }
    #changed() {
      const engine = this.#engine;
      if (engine === null) return;
      this.#snapshot = engine.read();
      this.standing.value = standingOf(this.#snapshot, this.#target, Math.fround(engine.organism.life.aliveThreshold));
      this.stepCount.value = engine.stepCount;
      this.canUndo.value = this.#undo.canUndo;
      this.canRedo.value = this.#undo.canRedo;
      this.painted.value++;
      this.#frames.ask();
    }
  };

  // volume/app.tsx
  function App(props) {
    const { world } = props;
    return /* @__PURE__ */ u4("div", { class: "page volume", "data-sheet": "", children: [
      /* @__PURE__ */ u4(PageHeader, { world }),
      /* @__PURE__ */ u4(Tools, { world }),
      /* @__PURE__ */ u4("main", { children: [
        /* @__PURE__ */ u4(Stage, { world, plain: props.plain, onControl: props.onControl }),
        /* @__PURE__ */ u4(Caption, { world }),
        /* @__PURE__ */ u4(Transport, { world })
      ] }),
      /* @__PURE__ */ u4("div", { class: "notices", role: "region", "aria-label": "Messages", children: world.notice.value !== null && /* @__PURE__ */ u4("div", { class: "notice error", role: "alert", children: [
        /* @__PURE__ */ u4("p", { children: world.notice.value }),
        /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the message", onClick: () => world.notice.value = null })
      ] }) }),
      world.helping.value && /* @__PURE__ */ u4(Help, { world, version: props.version }),
      /* @__PURE__ */ u4("p", { class: "unseen", role: "status", "aria-live": "polite", children: world.spoken.value })
    ] });
  }
  function Tools({ world }) {
    const { tool, brush } = world;
    return /* @__PURE__ */ u4("div", { class: "tools", role: "toolbar", "aria-label": "Tools", children: [
      /* @__PURE__ */ u4(
        IconButton,
        {
          icon: "erase",
          label: "Wound: remove a ball",
          word: "Wound",
          shortcut: "1",
          pressed: tool.value === "wound",
          onClick: () => tool.value = "wound"
        }
      ),
      /* @__PURE__ */ u4(
        IconButton,
        {
          icon: "seed",
          label: "Plant a seed",
          word: "Seed",
          shortcut: "2",
          pressed: tool.value === "seed",
          onClick: () => tool.value = "seed"
        }
      ),
      tool.value === "wound" && /* @__PURE__ */ u4("div", { class: "brush", role: "group", "aria-label": "Ball", children: [
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: "minus",
            label: "Smaller ball",
            shortcut: "[",
            disabled: brush.value <= BRUSHES[0],
            onClick: () => world.brushStep(-1)
          }
        ),
        /* @__PURE__ */ u4("output", { "aria-label": "Diameter of the ball in cells", children: brush.value }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: "plus",
            label: "Larger ball",
            shortcut: "]",
            disabled: brush.value >= BRUSHES[BRUSHES.length - 1],
            onClick: () => world.brushStep(1)
          }
        )
      ] })
    ] });
  }
  function Caption({ world }) {
    const organism = world.library.value[world.chosen.value];
    const { living, error, missed } = world.standing.value;
    const regime = organism?.provenance["regime"];
    return /* @__PURE__ */ u4("div", { class: "caption", children: [
      /* @__PURE__ */ u4("p", { class: "title", children: [
        organism === void 0 ? "No organism" : /* @__PURE__ */ u4("i", { children: organism.name.charAt(0).toUpperCase() + organism.name.slice(1) }),
        typeof regime === "string" && /* @__PURE__ */ u4("span", { children: regime })
      ] }),
      /* @__PURE__ */ u4("p", { class: "figures", children: [
        /* @__PURE__ */ u4("span", { children: [
          "step ",
          /* @__PURE__ */ u4("output", { "aria-label": "Steps", children: world.stepCount.value })
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Steps per second", children: world.playing.value ? world.stepsPerSecond.value.toFixed(world.stepsPerSecond.value < 10 ? 1 : 0) : "paused" }),
          world.playing.value && " steps/s"
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Living voxels", children: living }),
          " living voxels"
        ] }),
        error !== null && /* @__PURE__ */ u4("span", { title: "Mean squared error over all cells, decimal logarithm", children: [
          "log E ",
          /* @__PURE__ */ u4("output", { "aria-label": "Error", children: errorShown(error) })
        ] }),
        missed !== null && /* @__PURE__ */ u4("span", { title: "1 minus the intersection over union of living voxels and target; 0: the same shape", children: [
          "1 − IoU ",
          /* @__PURE__ */ u4("output", { "aria-label": "1 - IoU", children: missed.toFixed(2) })
        ] })
      ] })
    ] });
  }
  function errorShown(error) {
    return Number.isFinite(error) ? Math.log10(Math.max(error, 1e-12)).toFixed(2) : "diverged";
  }
  function Transport({ world }) {
    const { playing, rate } = world;
    return /* @__PURE__ */ u4("div", { class: "transport", role: "group", "aria-label": "Time", children: [
      /* @__PURE__ */ u4(IconButton, { icon: "undo", label: "Undo", shortcut: "z", disabled: !world.canUndo.value, onClick: () => world.undo() }),
      /* @__PURE__ */ u4(IconButton, { icon: "redo", label: "Redo", shortcut: "Shift+z", disabled: !world.canRedo.value, onClick: () => world.redo() }),
      /* @__PURE__ */ u4(IconButton, { icon: "reset", label: "Reset to the seed", shortcut: "r", onClick: () => world.reset() }),
      /* @__PURE__ */ u4(
        IconButton,
        {
          class: "play",
          icon: playing.value ? "pause" : "play",
          filled: !playing.value,
          label: playing.value ? "Pause" : "Play",
          shortcut: "Space",
          onClick: () => world.play()
        }
      ),
      /* @__PURE__ */ u4(IconButton, { icon: "step", label: "One step", shortcut: ".", onClick: () => world.step() }),
      /* @__PURE__ */ u4(
        Slider,
        {
          label: "Speed",
          value: notchOfRate(rate.value),
          low: 0,
          high: SPEED_NOTCHES,
          step: 1,
          shown: rate.value === Infinity ? "max" : `${rate.value}/s`,
          spoken: rateText(rate.value),
          onInput: (notch) => rate.value = rateOfNotch(notch)
        }
      )
    ] });
  }
  var SHORTCUTS = [
    ["Space", "play or pause"],
    [".", "one step"],
    ["R", "reset"],
    ["Z, Shift Z", "undo, redo"],
    ["1, 2", "wound, seed"],
    ["[ and ]", "smaller, larger ball"],
    ["+, -, 0", "zoom in, zoom out, reset the view"],
    ["Arrows, Enter", "on the volume: rotate it, use the tool in the middle"],
    ["?", "this help"]
  ];
  function Help({ world, version }) {
    const dialog = A2(null);
    h2(() => dialog.current?.showModal(), []);
    return /* @__PURE__ */ u4("dialog", { ref: dialog, class: "help", "aria-labelledby": "help-title", onClose: () => world.helping.value = false, children: [
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the help", onClick: () => dialog.current?.close() }),
      /* @__PURE__ */ u4("h2", { id: "help-title", children: "A volume that grows" }),
      /* @__PURE__ */ u4("p", { children: "Every cell here runs the same small rule and sees only its 26 neighbours. From one seed they grow into a volume. Click it to remove a ball and watch whether it recovers. Drag to rotate it; pinch or turn the wheel to zoom." }),
      /* @__PURE__ */ u4("dl", { children: SHORTCUTS.map(([keys, what]) => /* @__PURE__ */ u4("div", { children: [
        /* @__PURE__ */ u4("dt", { children: keys }),
        /* @__PURE__ */ u4("dd", { children: what })
      ] }, keys)) }),
      /* @__PURE__ */ u4("p", { children: "Voxels are shown where alpha is above 0.5. This page cannot paint, film or train volumes: blastema render makes a rotating film, and blastema grow trains. Drop an organism file on the page to open it." }),
      /* @__PURE__ */ u4("p", { class: "quiet", children: [
        "After ",
        /* @__PURE__ */ u4("i", { children: "Growing 3D Artefacts and Functional Machines with Neural Cellular Automata" }),
        ", Sudhakaran et al. 2021.",
        version !== null && ` Blastema ${version}.`
      ] })
    ] });
  }

  // volume/main.tsx
  var STILL_STEPS = 60;
  function textOf(id) {
    return document.getElementById(id)?.textContent ?? "";
  }
  async function start(root2) {
    const asked = new URLSearchParams(location.hash.slice(1));
    const world = new VolumeWorld(Number(asked.get("s") ?? 0) >>> 0);
    const { organisms, problems } = readListed(textOf("organisms"), readVolume);
    world.library.value = organisms;
    const paused = asked.get("run") === "0";
    const still2 = !paused && matchMedia("(prefers-reduced-motion: reduce)").matches;
    world.playing.value = !paused && !still2;
    if (still2) world.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
    else if (world.playing.value) world.hint.value = "Click the volume to remove a ball; drag to rotate it.";
    x2(() => {
      document.documentElement.dataset["theme"] = world.dark.value ? "dark" : "light";
    });
    let control = null;
    const plain = asked.get("paint") === "canvas";
    const version = versionOf(textOf("options"));
    root2.textContent = "";
    R(/* @__PURE__ */ u4(App, { world, version, plain, onControl: (made) => control = made }), root2);
    listen(world);
    for (const problem of problems) world.say(problem);
    if (organisms.length === 0 && problems.length === 0) world.say("This page has no organism. Drop an organism's file here.");
    const ready = world.choose(0).then(() => {
      if (still2) world.step(STILL_STEPS);
      control?.paint();
    });
    window.blastema = handleOf(world, ready);
    await ready;
  }
  function listen(world) {
    document.addEventListener("visibilitychange", () => world.rest(document.hidden));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) {
        void file.arrayBuffer().then((data) => world.open(file.name, new Uint8Array(data)));
      }
    });
    const say = (what) => world.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`);
    window.addEventListener("error", (event) => say(event.message));
    window.addEventListener("unhandledrejection", (event) => say(event.reason));
    const commands = {
      " ": () => world.play(),
      ".": () => world.step(),
      r: () => world.reset(),
      z: () => world.undo(),
      Z: () => world.redo(),
      1: () => world.tool.value = "wound",
      2: () => world.tool.value = "seed",
      "[": () => world.brushStep(-1),
      "]": () => world.brushStep(1),
      "+": () => world.turn(0, 0, 1.25),
      "=": () => world.turn(0, 0, 1.25),
      "-": () => world.turn(0, 0, 1 / 1.25),
      0: () => world.look.value = USUAL_LOOK,
      "?": () => world.helping.value = true
    };
    document.addEventListener("keydown", (event) => {
      const other = event.ctrlKey || event.metaKey || event.altKey || world.helping.value;
      const typing = event.target instanceof Element && event.target.matches("input, select");
      const working = event.key === " " && event.target instanceof Element && event.target.matches("button");
      if (other || typing || working || !Object.hasOwn(commands, event.key)) return;
      event.preventDefault();
      commands[event.key]();
    });
    document.addEventListener("click", (event) => {
      if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
    });
  }
  function handleOf(world, ready) {
    return {
      ready,
      get stepCount() {
        return world.stepCount.value;
      },
      get living() {
        return world.standing.value.living;
      },
      get playing() {
        return world.playing.value;
      },
      get painter() {
        return world.painter.value;
      },
      snapshot: () => world.snapshot,
      pointOf(cell) {
        const box = document.querySelector(".stage").getBoundingClientRect();
        const camera = new Camera(world.organism.grid, world.look.value, box.width, box.height);
        const { x: x3, y: y4 } = camera.see(middleOf(cell, camera.sides));
        return { x: box.left + x3, y: box.top + y4 };
      }
    };
  }
  var root = document.getElementById("page");
  if (root !== null) void start(root);
})();
