namespace Capsules.Kernel.Runner;

/// <summary>How a page looks.</summary>
internal static class PageStyle
{
    public const string Css = """

        :root { --ink: #1f2430; --faint: #6b7280; --line: #e3e6eb; --paper: #ffffff; --code: #f7f8fa; --accent: #2f5fb3; }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 "Source Serif 4", Charter, Georgia, serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.5rem 6rem 4.5rem; }
        h1, h2, h3, h4 { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; line-height: 1.25; margin: 2em 0 .6em; }
        h1 { font-size: 2rem; margin-top: 0; letter-spacing: -.01em; }
        h2 { font-size: 1.4rem; padding-top: .8em; border-top: 1px solid var(--line); }
        h3 { font-size: 1.15rem; }
        a { color: var(--accent); }
        blockquote { margin: 1em 0; padding: .1em 1.2em; border-left: 3px solid var(--accent); color: #414959; }
        img { max-width: 100%; }
        code, pre { font-family: "JetBrains Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 13.5px; }
        .prose code { background: var(--code); border-radius: 3px; padding: .1em .3em; }
        .prose pre { background: var(--code); padding: .8em 1em; overflow-x: auto; }
        .prose pre code { padding: 0; }
        .code { margin: 1.4rem 0; }
        pre { margin: 0; line-height: 1.5; }
        pre.source { position: relative; background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .8em 1em; }
        pre.source code { display: block; overflow-x: auto; }
        pre.source::before { content: "[" attr(data-count) "]"; position: absolute; left: -4.2em; width: 3.6em; text-align: right; color: var(--faint); }
        pre.text { padding: .6em 1em 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 36em; overflow-y: auto; }
        pre.stderr { color: #9a5b00; }
        pre.error { color: #a3142b; background: #fdf3f4; border-left: 3px solid #a3142b; margin-top: .6em; padding: .6em 1em; }
        .rich { margin: .8em 0 0; overflow-x: auto; }
        .chart { margin: .8em 0 0; }
        table { border-collapse: collapse; font: 14px/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; margin: .6em 0; font-variant-numeric: tabular-nums; }
        th, td { padding: .3em .8em; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
        th { border-bottom: 2px solid #c3c9d3; font-weight: 600; }
        .math { font-style: italic; }
        .keyword { color: #7a2fa0; } .string { color: #2a7d3f; } .number { color: #b3541e; } .comment { color: #7b8494; font-style: italic; }
        .type { color: #1d6f8a; } .method { color: #2f5fb3; } .directive { color: #7b8494; }
        @media (max-width: 700px) { main { padding-left: 1.2rem; } pre.source::before { display: none; } }
        @media print { main { max-width: none; padding: 0; } pre.text { max-height: none; } .code { break-inside: avoid; } }

        """;
}
