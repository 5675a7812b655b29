"""The analytics engine: facts that contexts publish, kept as Parquet, asked through Ibis, answered by DuckDB.

`facts` says what a fact is, `tracking` lets a table know in which transaction a row changed, `refreshing` brings the changed rows
into the `store`, `statements` turns an Ibis expression into a statement for an engine, `engine` runs it on one state of the facts,
`answers` keeps what it said.
Ibis and DuckDB are loaded by the first question: the web server starts without them.
"""
