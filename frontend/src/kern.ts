import "./css/kern.css";
